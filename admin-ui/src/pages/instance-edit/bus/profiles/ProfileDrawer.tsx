import { Button, Drawer, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronLeft, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProfiles } from '@/data/modbus/queries';
import { useForm, useValue } from '@/form/context';
import { CallError } from '@/ui/CallError';
import { useBus } from '../context';
import { NobodyToAsk } from '../NobodyToAsk';
import { byVendor } from './groups';
import { ProfileList } from './ProfileList';
import { ProfileSheet } from './ProfileSheet';
import { useKindName } from './use-kind-name';

/** The profiles by vendor; one of them with its sources and points before it is taken. */
export default function ProfileDrawer({ pointer, onClose }: { pointer: string; onClose: () => void }) {
  const { t } = useTranslation(['bus', 'common']);
  const { store } = useForm();
  const kindName = useKindName();
  const { answerer } = useBus();
  const profiles = useProfiles(answerer);
  const chosen = useValue(pointer);
  const [search, setSearch] = useState('');
  const [looked, setLooked] = useState<string | null>(null);
  const use = (name: string | undefined) => {
    store.set(pointer, name);
    onClose();
  };
  const groups = byVendor(profiles.data ?? [], search, { kind: kindName, others: t('profile.own') });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('profile.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {typeof answerer === 'string' && looked !== null ? (
        <Stack gap="sm">
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconChevronLeft size={16} />}
            onClick={() => setLooked(null)}
            style={{ alignSelf: 'flex-start' }}
            autoFocus
          >
            {t('profile.back')}
          </Button>
          <ProfileSheet instance={answerer} name={looked} onUse={() => use(looked)} />
        </Stack>
      ) : (
        <Stack gap="sm" data-testid="profiles">
          <TextInput
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            aria-label={t('profile.search')}
            placeholder={t('profile.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            data-autofocus
          />
          {answerer === null ? <NobodyToAsk /> : null}
          {profiles.error && answerer ? (
            <CallError error={profiles.error} instance={answerer} retry={() => void profiles.refetch()} />
          ) : null}
          {profiles.isPending && typeof answerer === 'string' ? (
            <Skeleton height={240} aria-label={t('profile.loading')} />
          ) : null}
          {profiles.data && groups.length === 0 ? <Text>{t('profile.nothing', { search })}</Text> : null}
          {profiles.data ? (
            <ProfileList groups={groups} chosen={typeof chosen === 'string' ? chosen : ''} onLook={setLooked} onUse={use} />
          ) : null}
        </Stack>
      )}
    </Drawer>
  );
}
