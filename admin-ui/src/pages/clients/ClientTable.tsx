import { Badge, Group, Table } from '@mantine/core';
import { IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BrokerClient } from '@/data/clients/queries';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import { IconAction } from '@/ui/IconAction';
import { ScrollBox } from '@/ui/ScrollBox';

interface Props {
  clients: readonly BrokerClient[];
  onEdit: (client: BrokerClient) => void;
  onRotate: (name: string) => void;
  onDrop: (name: string) => void;
}

export function ClientTable({ clients, onEdit, onRotate, onDrop }: Props) {
  const { t } = useTranslation('clients');
  return (
    <ScrollBox label={t('title')}>
      <Table verticalSpacing="xs" className="stack-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.name')}</Table.Th>
            <Table.Th>{t('column.read')}</Table.Th>
            <Table.Th>{t('column.write')}</Table.Th>
            <Table.Th>{t('column.seen')}</Table.Th>
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
                <Reading client={client} />
              </Table.Td>
              <Table.Td data-label={t('column.write')} className="mono break">
                <List items={[...client.write, ...client.publish]} />
              </Table.Td>
              <Table.Td data-label={t('column.seen')} className="numbers">
                <Seen client={client} />
              </Table.Td>
              <Table.Td data-label={t('column.actions')}>
                <Group gap={4} wrap="nowrap">
                  <IconAction
                    title={t('edit.action')}
                    label={t('edit.named', { name: client.name })}
                    icon={IconPencil}
                    onClick={() => onEdit(client)}
                    testId={`client-${client.name}-edit`}
                  />
                  <IconAction
                    title={t('rotate.action')}
                    label={t('rotate.named', { name: client.name })}
                    icon={IconRefresh}
                    onClick={() => onRotate(client.name)}
                    testId={`client-${client.name}-rotate`}
                  />
                  <IconAction
                    title={t('delete.confirm')}
                    label={t('delete_named', { name: client.name })}
                    icon={IconTrash}
                    onClick={() => onDrop(client.name)}
                    testId={`client-${client.name}-delete`}
                    danger
                  />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function Reading({ client }: { client: BrokerClient }) {
  const { t } = useTranslation('clients');
  const patterns = [...client.points, ...client.subscribe];
  return (
    <Group gap={6}>
      {client.read.length === 0 && patterns.length === 0 ? t('nothing') : null}
      {client.read.map((right) => (
        <Badge key={right} variant="default" tt="none">
          {t(`read.${right}`)}
        </Badge>
      ))}
      {patterns.length > 0 ? <span className="mono break">{patterns.join(', ')}</span> : null}
    </Group>
  );
}

function List({ items }: { items: readonly string[] }) {
  const { t } = useTranslation('clients');
  return items.length === 0 ? t('nothing') : items.join(', ');
}

function Seen({ client }: { client: BrokerClient }) {
  const { t } = useTranslation('clients');
  const span = useSpan();
  const now = useNow();
  if (client.connected) return t('seen.now');
  if (client.last_seen === null) return t(client.connected === null ? 'seen.unknown' : 'seen.never');
  const shown = span((now - client.last_seen) / 1000);
  return <time title={moment(client.last_seen, now)}>{t('seen.ago', { span: shown })}</time>;
}
