import { Button, Group, Table, Text, Title } from '@mantine/core';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan, PlannedRequest } from '@/data/modbus/types';
import { number } from '@/format/number';
import { ScrollBox } from '@/ui/ScrollBox';
import { useTableName } from '../use-table-name';
import classes from './plan.module.css';
import { byUnit, firstRows, type UnitPlan } from './units';

const FEW = 12;
const COLUMNS = ['class', 'table', 'span', 'points', 'unused', 'bytes', 'ms'] as const;

/** Every request of a cycle, by unit, with sums. */
export const PlanRequests = memo(function PlanRequests({ plan }: { plan: Plan }) {
  const { t } = useTranslation('bus');
  const [all, setAll] = useState(false);
  const units = byUnit(plan.requests);
  const shown = all ? units : firstRows(units, FEW);
  const count = plan.requests.length;
  return (
    <>
      <Title order={3} mt="md" mb="xs">
        {t('plan.list')}
      </Title>
      <ScrollBox label={t('plan.list')}>
        <Table className={classes.requests ?? ''} data-testid="plan-requests">
          <Table.Thead>
            <Table.Tr>
              {COLUMNS.map((name) => (
                <Table.Th key={name} data-number={!['class', 'table'].includes(name) || undefined}>
                  {t(`column.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          {shown.map((unit) => (
            <UnitRows key={unit.unit} unit={unit} />
          ))}
        </Table>
      </ScrollBox>
      <Group mt="xs" gap="sm">
        {count > FEW ? (
          <Button size="xs" variant="default" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? t('plan.less') : t('plan.all', { count })}
          </Button>
        ) : null}
        {plan.left_out > 0 ? <Text c="dimmed">{t('plan.left_out', { count: plan.left_out })}</Text> : null}
      </Group>
    </>
  );
});

function UnitRows({ unit }: { unit: UnitPlan }) {
  const { t } = useTranslation('bus');
  return (
    <Table.Tbody>
      <Table.Tr className={classes.unit ?? ''}>
        <Table.Th scope="rowgroup" colSpan={3}>
          {t('unit', { id: unit.unit })}
        </Table.Th>
        <Figure of="points">{unit.points}</Figure>
        <Figure of="unused">{unit.unused}</Figure>
        <Figure of="bytes">{unit.bytes}</Figure>
        <Figure of="ms" digits={1}>
          {unit.ms}
        </Figure>
      </Table.Tr>
      {unit.requests.map((one, index) => (
        <Row key={index} one={one} />
      ))}
    </Table.Tbody>
  );
}

function Row({ one }: { one: PlannedRequest }) {
  const { t } = useTranslation('bus');
  const tableName = useTableName();
  const last = one.address + one.count - 1;
  return (
    <Table.Tr>
      <Table.Td>{t(`class_name.${one.class}`)}</Table.Td>
      <Table.Td>{`${tableName(one.table)} (FC ${one.function})`}</Table.Td>
      <Table.Td data-number data-label={t('column.span')}>
        {last === one.address ? one.address : `${one.address}–${last}`}
      </Table.Td>
      <Figure of="points">{one.points}</Figure>
      <Figure of="unused">{one.unused}</Figure>
      <Figure of="bytes">{one.bytes}</Figure>
      <Figure of="ms" digits={1}>
        {one.ms}
      </Figure>
    </Table.Tr>
  );
}

interface FigureProps {
  of: 'points' | 'unused' | 'bytes' | 'ms';
  children: number;
  digits?: number;
}

/** A number; where the table stands as cards, its column is named beside it. */
function Figure({ of, children, digits = 0 }: FigureProps) {
  const { t } = useTranslation('bus');
  return (
    <Table.Td data-number data-label={t(`column.${of}`)}>
      {number(children, digits)}
    </Table.Td>
  );
}
