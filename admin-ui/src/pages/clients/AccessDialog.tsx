import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BrokerAccess } from '@/data/clients/queries';
import { CopyField } from '@/ui/CopyField';

/** The credentials that were just made; a stray click does not lose them. */
export function AccessDialog({ access, onClose }: { access: BrokerAccess | null; onClose: () => void }) {
  const { t } = useTranslation('clients');
  const field = (what: 'url' | 'username' | 'client_id' | 'password', value: string) => (
    <CopyField
      label={t(`created.${what}`)}
      value={value}
      copyLabel={t('created.copy', { what: t(`created.${what}`) })}
      testId={`access-${what}`}
    />
  );
  return (
    <Modal
      opened={access !== null}
      onClose={onClose}
      title={t('created.title', { name: access?.name ?? '' })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      {access ? (
        <Stack>
          <Alert color="orange" icon={<IconAlertTriangle aria-hidden />}>
            {t('created.once')}
          </Alert>
          {field('url', access.url)}
          {field('username', access.username)}
          {field('client_id', access.client_id)}
          {field('password', access.password)}
          <Group justify="flex-end">
            <Button onClick={onClose} data-testid="access-done">
              {t('created.done')}
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Modal>
  );
}
