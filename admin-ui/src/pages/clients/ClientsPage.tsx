import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrokerClients, useDeleteBrokerClient, type BrokerAccess, type BrokerClient } from '@/data/clients/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { IconAction } from '@/ui/IconAction';
import { ScrollBox } from '@/ui/ScrollBox';
import { PageHeader } from '@/ui/PageHeader';
import { AccessDialog } from './AccessDialog';
import { CreateDialog } from './CreateDialog';

export function Component() {
  const { t } = useTranslation('clients');
  const clients = useBrokerClients();
  const [creating, setCreating] = useState(false);
  const [access, setAccess] = useState<BrokerAccess | null>(null);
  const [deleting, setDeleting] = useState<string | null>(null);
  const list = clients.data ?? [];
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setCreating(true)} data-testid="add-client">
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')}>{list.length > 0 ? add : null}</PageHeader>
      <Text c="dimmed" mb="md" maw={760}>
        {t('intro')}
      </Text>
      {clients.error ? <ErrorNotice error={clients.error} retry={() => void clients.refetch()} /> : null}
      {clients.isPending ? <PageSkeleton /> : null}
      {clients.data && list.length === 0 ? (
        <EmptyState icon={<IconKey size={52} stroke={1.1} />} title={t('empty.title')} text={t('empty.text')}>
          {add}
        </EmptyState>
      ) : null}
      {list.length > 0 ? <ClientTable clients={list} onDelete={setDeleting} /> : null}
      <CreateDialog
        opened={creating}
        onClose={() => setCreating(false)}
        onCreated={(made) => {
          setCreating(false);
          setAccess(made);
        }}
      />
      <AccessDialog access={access} onClose={() => setAccess(null)} />
      <DeleteDialog name={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}

function ClientTable({ clients, onDelete }: { clients: BrokerClient[]; onDelete: (name: string) => void }) {
  const { t } = useTranslation('clients');
  return (
    <ScrollBox label={t('title')}>
      <Table verticalSpacing="xs" className="stack-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.name')}</Table.Th>
            <Table.Th>{t('column.read')}</Table.Th>
            <Table.Th>{t('column.write')}</Table.Th>
            <Table.Th>{t('column.actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {clients.map((client) => (
            <Table.Tr key={client.name} data-testid={`client-${client.name}`}>
              <Table.Td data-label={t('column.name')} fw={600}>
                {client.name}
              </Table.Td>
              <Table.Td data-label={t('column.read')}>
                <Group gap={6}>
                  {client.read.length === 0 ? t('nothing') : null}
                  {client.read.map((right) => (
                    <Badge key={right} variant="default" tt="none">
                      {t(`read.${right}`)}
                    </Badge>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td data-label={t('column.write')} className="mono break">
                {client.write.length === 0 ? t('nothing') : client.write.join(', ')}
              </Table.Td>
              <Table.Td data-label={t('column.actions')}>
                <IconAction
                  title={t('delete.confirm')}
                  label={t('delete_named', { name: client.name })}
                  icon={IconTrash}
                  onClick={() => onDelete(client.name)}
                  testId={`client-${client.name}-delete`}
                  danger
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function DeleteDialog({ name, onClose }: { name: string | null; onClose: () => void }) {
  const { t } = useTranslation('clients');
  const remove = useDeleteBrokerClient();
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={name !== null}
      title={t('delete.title', { name: name ?? '' })}
      confirm={t('delete.confirm')}
      icon={<IconTrash size={18} />}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => name !== null && remove.mutate(name, { onSuccess: close })}
      onClose={close}
    >
      <Text>{t('delete.text')}</Text>
    </ConfirmDialog>
  );
}
