import { Button, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrokerClients, type BrokerAccess, type BrokerClient } from '@/data/clients/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { AccessDialog } from './AccessDialog';
import { ClientTable } from './ClientTable';
import { DropDialog, RotateDialog } from './EndDialogs';
import { RightsDialog } from './RightsDialog';

/** Programs of other people on the broker: what each may do, new passwords, and their end. */
export function Component() {
  const { t } = useTranslation('clients');
  const clients = useBrokerClients();
  const [editing, setEditing] = useState<'new' | BrokerClient | null>(null);
  const [access, setAccess] = useState<BrokerAccess | null>(null);
  const [dropping, setDropping] = useState<string | null>(null);
  const [rotating, setRotating] = useState<string | null>(null);
  const list = clients.data ?? [];
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setEditing('new')} data-testid="add-client">
      {t('new')}
    </Button>
  );
  const show = (made: BrokerAccess) => {
    setEditing(null);
    setRotating(null);
    setAccess(made);
  };
  return (
    <>
      <PageHeader title={t('title')}>{list.length > 0 ? add : null}</PageHeader>
      <Text c="dimmed" mb="md" maw={760}>
        {t('intro')}
      </Text>
      {clients.error && !clients.data ? <ErrorNotice error={clients.error} retry={() => void clients.refetch()} /> : null}
      {clients.isPending ? <PageSkeleton /> : null}
      {clients.data && list.length === 0 ? (
        <EmptyState icon={<IconKey size={52} stroke={1.1} />} title={t('empty.title')} text={t('empty.text')}>
          {add}
        </EmptyState>
      ) : null}
      {list.length > 0 ? <ClientTable clients={list} onEdit={setEditing} onRotate={setRotating} onDrop={setDropping} /> : null}
      <RightsDialog client={editing} onClose={() => setEditing(null)} onCreated={show} />
      <AccessDialog access={access} onClose={() => setAccess(null)} />
      <RotateDialog name={rotating} onClose={() => setRotating(null)} onRotated={show} />
      <DropDialog name={dropping} onClose={() => setDropping(null)} />
    </>
  );
}
