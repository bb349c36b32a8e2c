import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Connection } from '@/data/broker/queries';
import { UNKNOWN } from '@/format/number';
import { Age } from '@/ui/Age';
import { ScrollBox } from '@/ui/ScrollBox';
import { useWindowed } from '@/ui/use-windowed';

const COLUMNS = ['name', 'kind', 'address', 'protocol', 'since', 'heard'] as const;

/** One line per connection, drawn where it can be seen. */
export function ConnectionTable({ connections }: { connections: readonly Connection[] }) {
  const { t } = useTranslation('broker');
  const { holder, from, to, before, after, measure } = useWindowed({ count: connections.length, height: 40 });
  return (
    <ScrollBox label={t('connected.title')}>
      <Table verticalSpacing="xs" className="stack-table" aria-rowcount={connections.length + 1} data-testid="broker-connections">
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((name) => (
              <Table.Th key={name}>{t(`column.${name}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={holder}>
          <Space height={before} />
          {connections.slice(from, to).map((one, index) => (
            <Table.Tr
              key={one.user}
              ref={measure}
              data-index={from + index}
              aria-rowindex={from + index + 2}
              data-testid={`connection-${one.user}`}
            >
              <Table.Td data-label={t('column.name')} fw={600} className="break">
                <Name one={one} />
              </Table.Td>
              <Table.Td data-label={t('column.kind')}>{t(`kind.${one.kind}`)}</Table.Td>
              <Table.Td data-label={t('column.address')} className="mono break">
                {one.address ?? UNKNOWN}
              </Table.Td>
              <Table.Td data-label={t('column.protocol')}>{one.protocol === null ? UNKNOWN : `MQTT ${one.protocol}`}</Table.Td>
              <Table.Td data-label={t('column.since')} className="numbers">
                <Age ts={one.since} />
              </Table.Td>
              <Table.Td data-label={t('column.heard')} className="numbers">
                <Age ts={one.heard_at} />
              </Table.Td>
            </Table.Tr>
          ))}
          <Space height={after} />
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function Name({ one }: { one: Connection }) {
  return one.kind === 'instance' ? (
    <Anchor component={Link} to={`/instances/${encodeURIComponent(one.name)}`} fw={600}>
      {one.name}
    </Anchor>
  ) : (
    one.name
  );
}

/** Stands for the lines that are not drawn. */
function Space({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden style={{ height }} /> : null;
}
