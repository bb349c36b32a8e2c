import { Button, List, Skeleton, Table, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useProfile } from '@/data/modbus/queries';
import type { ProfilePoint } from '@/data/modbus/types';
import { CallError } from '@/ui/CallError';
import { ScrollBox } from '@/ui/ScrollBox';
import { useTableName } from '../use-table-name';
import { useKindName } from './use-kind-name';

interface Props {
  instance: string;
  name: string;
  onUse: () => void;
}

/** One profile: what one has to know, who backs it, what it reads. */
export function ProfileSheet({ instance, name, onUse }: Props) {
  const { t } = useTranslation('bus');
  const kindName = useKindName();
  const sheet = useProfile(instance, name);
  if (sheet.error) return <CallError error={sheet.error} instance={instance} retry={() => void sheet.refetch()} />;
  if (!sheet.data) return <Skeleton height={300} aria-label={t('profile.loading')} />;
  const { header, sunspec, points = [], table = 'holding_registers' } = sheet.data.profile;
  return (
    <>
      <Title order={3}>{`${header.vendor} ${header.model}`}</Title>
      <Text c="dimmed">{[name, kindName(header.kind)].filter(Boolean).join(' · ')}</Text>
      <div>
        <Button leftSection={<IconCheck size={16} />} onClick={onUse} data-testid="profile-use">
          {t('profile.use')}
        </Button>
      </div>
      {header.notes ? <Text>{header.notes}</Text> : null}
      {header.unit_id === undefined ? null : <Text>{t('profile.unit', { id: header.unit_id })}</Text>}
      <div>
        <Text fw={600}>{t('profile.sources')}</Text>
        <List size="sm" spacing={2}>
          {header.sources.map((source) => (
            <List.Item key={`${source.title} ${source.place}`} className="break">
              {[source.title, source.version, source.place].filter(Boolean).join(', ')}
            </List.Item>
          ))}
        </List>
      </div>
      {sunspec ? <Text>{t('profile.finds')}</Text> : null}
      {points.length > 0 ? <Points points={points} table={table} /> : null}
    </>
  );
}

function Points({ points, table }: { points: ProfilePoint[]; table: string }) {
  const { t } = useTranslation('bus');
  const tableName = useTableName();
  return (
    <ScrollBox label={t('profile.points', { count: points.length })}>
      <Table className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('profile.point')}</Table.Th>
            <Table.Th>{t('column.table')}</Table.Th>
            <Table.Th>{t('profile.address')}</Table.Th>
            <Table.Th>{t('orders.type')}</Table.Th>
            <Table.Th>{t('profile.unit_of')}</Table.Th>
            <Table.Th>{t('profile.write')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={point.name}>
              <Table.Td>{point.name}</Table.Td>
              <Table.Td>{tableName(point.table ?? table)}</Table.Td>
              <Table.Td>{point.address}</Table.Td>
              <Table.Td>{point.type ?? 'uint16'}</Table.Td>
              <Table.Td>{point.unit}</Table.Td>
              <Table.Td>{point.writable ? t('profile.writable') : ''}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
