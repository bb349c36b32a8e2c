import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ScrollBox } from '@/ui/ScrollBox';
import type { ViewProps } from './InstanceTiles';
import { InstanceRow } from './InstanceRow';
import classes from './instances.module.css';

/** The same instances, one line each. */
export function InstanceTable({ instances, stats, types, batteries, open }: ViewProps) {
  const { t } = useTranslation('instances');
  if (instances.length === 0) return null;
  const number = classes.number ?? '';
  return (
    <ScrollBox label={t('title')}>
      <Table className={classes.table ?? ''} verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.status')}</Table.Th>
            <Table.Th>{t('column.name')}</Table.Th>
            <Table.Th className={number}>{t('metric.cpu')}</Table.Th>
            <Table.Th className={number}>{t('metric.memory')}</Table.Th>
            <Table.Th className={number}>{t('column.network')}</Table.Th>
            <Table.Th className={number}>{t('metric.points')}</Table.Th>
            <Table.Th className={number}>{t('metric.uptime')}</Table.Th>
            <Table.Th className={number}>{t('metric.restarts')}</Table.Th>
            <Table.Th>{t('column.actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {instances.map((instance) => (
            <InstanceRow
              key={instance.id}
              instance={instance}
              stats={stats?.get(instance.id)}
              type={types.get(instance.type)}
              batteries={batteries.get(instance.id)}
              open={open}
            />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
