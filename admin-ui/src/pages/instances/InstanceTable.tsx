import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ScrollBox } from '@/ui/ScrollBox';
import { useWindowed } from '@/ui/use-windowed';
import { InstanceRow } from './InstanceRow';
import type { ViewProps } from './InstanceTiles';
import classes from './instances.module.css';

/** The same instances, one line each. */
export function InstanceTable({ instances, stats, types, batteries, holds, open }: ViewProps) {
  const { t } = useTranslation('instances');
  const { holder, from, to, before, after, measure } = useWindowed({ count: instances.length, height: 62 });
  if (instances.length === 0) return null;
  const number = classes.number ?? '';
  return (
    <ScrollBox label={t('title')}>
      <Table className={classes.table ?? ''} verticalSpacing={6} highlightOnHover aria-rowcount={instances.length + 1}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.status')}</Table.Th>
            <Table.Th>{t('column.name')}</Table.Th>
            <Table.Th className={number}>{t('metric.cpu')}</Table.Th>
            <Table.Th>{t('column.hour')}</Table.Th>
            <Table.Th className={number}>{t('metric.memory')}</Table.Th>
            <Table.Th className={number}>{t('column.network')}</Table.Th>
            <Table.Th className={number}>{t('metric.points')}</Table.Th>
            <Table.Th className={number}>{t('metric.uptime')}</Table.Th>
            <Table.Th className={number}>{t('metric.restarts')}</Table.Th>
            <Table.Th>{t('column.actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={holder}>
          <Space height={before} />
          {instances.slice(from, to).map((instance, index) => (
            <InstanceRow
              key={instance.id}
              instance={instance}
              stats={stats?.get(instance.id)}
              type={types.get(instance.type)}
              batteries={batteries.get(instance.id)}
              holds={holds.get(instance.id)}
              open={open}
              place={from + index}
              measure={measure}
            />
          ))}
          <Space height={after} />
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

/** Stands for the lines that are not drawn. */
function Space({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden style={{ height }} /> : null;
}
