import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useTarget } from '@/data/ads/queries';
import { useRegisterRoute } from '@/data/ads/route';
import type { Instance } from '@/data/instances/types';
import { isKeptSecret } from '@/form/validate';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';

interface Props {
  instance: Instance;
  onClose: () => void;
}

/** Has a route to us entered on the PLC, with its user and password, by one press. */
export function RouteDialog({ instance, onClose }: Props) {
  const { t } = useTranslation(['symbols', 'common']);
  const { done } = useNotify();
  const { id, config } = instance;
  const stored = isKeptSecret(config['password']);
  const [user, setUser] = useState(String(config['user'] || 'Administrator'));
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const own = useTarget(id, true).data?.own_net_id;
  const route = useRegisterRoute(id);
  const missing = (text: string) => (tried && text === '' ? t('route.required') : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (user === '' || (password === '' && !stored)) return;
    const finish = () => {
      done(t('route.done'));
      onClose();
    };
    route.mutate(
      { user, password: password === '' ? undefined : password },
      { onSuccess: ({ net_id_fits: fits }) => (fits ? finish() : undefined) },
    );
  };
  const foreign = route.data && !route.data.net_id_fits ? route.data.net_id : undefined;
  return (
    <Modal opened onClose={onClose} title={t('route.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack data-testid="route-dialog">
          <Text>{own ? t('route.text_own', { own }) : t('route.text')}</Text>
          <TextInput
            label={t('route.user')}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
            error={missing(user)}
            autoComplete="off"
            name="plc-user"
            data-autofocus
          />
          <PasswordInput
            label={t('route.password')}
            description={stored ? t('route.stored') : undefined}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={stored ? null : missing(password)}
            autoComplete="new-password"
            name="plc-password"
            visibilityToggleButtonProps={{ 'aria-label': t('route.show') }}
          />
          {route.error ? <ErrorNotice error={route.error} /> : null}
          {foreign ? (
            <Alert color="orange" title={t('route.foreign')} role="alert">
              {t('route.foreign_text', { net_id: foreign })}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={route.isPending} leftSection={<IconRoute size={18} />} data-testid="route-submit">
              {t('route.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
