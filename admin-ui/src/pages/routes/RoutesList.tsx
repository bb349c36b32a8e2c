import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ScrollBox } from '@/ui/ScrollBox';
import { UNKNOWN } from '@/format/number';
import { Shape } from '@/ui/shapes';
import { summaryOf } from './summary';

/** The routes in a line each: from, what happens to the value, to. */
export function RoutesList({ routes }: { routes: unknown[] }) {
  const { t } = useTranslation('routes');
  return (
    <ScrollBox label={t('title')}>
      <Table verticalSpacing="xs" className="stack-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.name')}</Table.Th>
            <Table.Th>{t('column.from')}</Table.Th>
            <Table.Th>{t('column.transform')}</Table.Th>
            <Table.Th>{t('column.to')}</Table.Th>
            <Table.Th>{t('column.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {routes.map(summaryOf).map((route, index) => (
            <Table.Tr key={`${index} ${route.name}`} data-testid={`route-${index}`}>
              <Table.Td data-label={t('column.name')} fw={600}>
                {route.name || index + 1}
              </Table.Td>
              <Table.Td data-label={t('column.from')} className="mono break">
                <div>{lines(route.from)}</div>
              </Table.Td>
              <Table.Td data-label={t('column.transform')} className="mono break">
                {route.transform || UNKNOWN}
              </Table.Td>
              <Table.Td data-label={t('column.to')} className="mono break">
                <div>{lines(route.to)}</div>
              </Table.Td>
              <Table.Td data-label={t('column.state')}>
                <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
                  <Shape name={route.enabled ? 'disc' : 'square'} tone={route.enabled ? 'ok' : 'idle'} size={12} />
                  {route.enabled ? t('on') : t('off')}
                </span>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function lines(addresses: string[]) {
  return addresses.map((address) => <div key={address}>{address}</div>);
}
