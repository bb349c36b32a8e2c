import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UnitCounts } from '@/data/modbus/types';
import { number } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { Shape } from '@/ui/shapes';

const COUNTED = ['requests', 'timeouts', 'exceptions', 'crc_errors', 'protocol_errors'] as const;
const COLUMNS = ['unit', 'state', 'points', ...COUNTED, 'latency'] as const;

/** One line per unit; on a narrow screen each becomes a block of labelled lines. */
export function UnitTable({ units }: { units: readonly UnitCounts[] }) {
  const { t } = useTranslation('bus');
  if (units.length === 0) return <Text c="dimmed">{t('units.none')}</Text>;
  return (
    <>
      <Table className="numbers stack-table surface" aria-label={t('units.table')}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((name) => (
              <Table.Th key={name}>{t(`units.column.${name}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {units.map((unit) => (
            <Line key={unit.unit_id} unit={unit} />
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        {t('units.since')}
      </Text>
    </>
  );
}

function Line({ unit }: { unit: UnitCounts }) {
  const { t } = useTranslation('bus');
  const cell = (name: (typeof COLUMNS)[number]) => ({ 'data-label': t(`units.column.${name}`) });
  return (
    <Table.Tr data-testid={`unit-${unit.unit_id}`}>
      <Table.Td {...cell('unit')}>
        <strong>{unit.unit_id}</strong>
      </Table.Td>
      <Table.Td {...cell('state')}>
        <State unit={unit} />
      </Table.Td>
      <Table.Td {...cell('points')}>
        {unit.bad > 0 ? t('units.bad', { bad: unit.bad, points: unit.points }) : number(unit.points)}
      </Table.Td>
      {COUNTED.map((name) => (
        <Table.Td
          key={name}
          {...cell(name)}
          style={unit[name] > 0 && name !== 'requests' ? { color: 'var(--rail-warn)', fontWeight: 600 } : {}}
        >
          {number(unit[name])}
        </Table.Td>
      ))}
      <Table.Td {...cell('latency')}>
        {t('units.ms', { mean: number(unit.latency_ms, 1), longest: number(unit.longest_ms, 1) })}
      </Table.Td>
    </Table.Tr>
  );
}

function State({ unit }: { unit: UnitCounts }) {
  const { t } = useTranslation('bus');
  const reasons = useReason();
  const asked = unit.requests > 0;
  const name = unit.lost ? 'lost' : !asked ? 'idle' : unit.bad > 0 ? 'part' : 'answers';
  const signs = {
    lost: { shape: 'cross', tone: 'bad' },
    idle: { shape: 'ring', tone: 'idle' },
    part: { shape: 'triangle', tone: 'warn' },
    answers: { shape: 'disc', tone: 'ok' },
  } as const;
  const { shape, tone } = signs[name];
  return (
    <span>
      <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
        <Shape name={shape} tone={tone} size={14} />
        {t(`units.state.${name}`)}
      </span>
      {unit.reason ? (
        <Text span display="block" size="sm">
          {reasons.text({ key: unit.reason })}
        </Text>
      ) : null}
      {unit.retry_s === null ? null : (
        <Text span display="block" size="sm" c="dimmed">
          {t('units.retry', { seconds: number(unit.retry_s, 1) })}
        </Text>
      )}
    </span>
  );
}
