import { SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDecodings, type Place } from '@/data/modbus/queries';
import type { Decoding } from '@/data/modbus/types';
import { useChosen, useForm } from '@/form/context';
import { child, keysOf } from '@/form/pointer';
import { CallError } from '@/ui/CallError';
import { useBus } from '../context';
import { NobodyToAsk } from '../NobodyToAsk';
import { useTableName } from '../use-table-name';
import { DecodingTable } from './DecodingTable';
import { taken } from './decodings';
import classes from './orders.module.css';

const COUNTS = ['2', '4', '8', '16'];
const POINT = ['table', 'address', 'type', 'order'];
const DEVICE = ['unit_id', 'order'];
const TYPING_MS = 300;

/** The registers at the point's address, read each second; a click gives the point its type and order. */
export function OrderPanel({ pointer }: { pointer: string }) {
  const { t } = useTranslation('bus');
  const { store } = useForm();
  const { instance } = useBus();
  const tableName = useTableName();
  const [count, setCount] = useState('4');
  const point = useChosen(pointer, POINT);
  const device = useChosen(`/${keysOf(pointer).slice(0, -2).join('/')}`, DEVICE);
  const table = String(point['table'] ?? 'holding_registers');
  const unit = Number(device['unit_id'] ?? 1);
  const [address] = useDebouncedValue(point['address'], TYPING_MS);
  const hasBits = table === 'coils' || table === 'discrete_inputs';
  const place: Place | null =
    typeof address === 'number' && !hasBits ? { unit_id: unit, table, address, count: Number(count) } : null;
  const read = useDecodings(instance, place);
  const take = (decoding: Decoding) => {
    const options = taken(decoding, read.data?.registers.length ?? Number(count), device['order']);
    for (const [name, value] of Object.entries(options)) store.set(child(pointer, name), value);
  };
  if (instance === null) return <NobodyToAsk own />;
  if (hasBits) return <Text mt="xs">{t('orders.bits', { table: tableName(table) })}</Text>;
  if (place === null) return <Text mt="xs">{t('orders.no_address')}</Text>;
  return (
    <div className={classes.panel} data-testid="orders">
      <Text size="sm">{t('orders.where', { unit, table: tableName(table), address: place.address, id: instance })}</Text>
      <SegmentedControl
        size="xs"
        data={COUNTS.map((value) => ({ value, label: t('orders.registers', { count: Number(value) }) }))}
        value={count}
        onChange={setCount}
        aria-label={t('orders.count')}
      />
      {read.error ? <CallError error={read.error} instance={instance} retry={() => void read.refetch()} /> : null}
      {read.data ? (
        <div className={classes.read} data-stale={read.error !== null || undefined}>
          <Text size="sm" className="mono break">
            {t('orders.hex', { hex: read.data.hex })}
          </Text>
          <DecodingTable
            decodings={read.data.decodings}
            type={String(point['type'] ?? 'uint16')}
            order={String(point['order'] ?? device['order'] ?? 'ABCD')}
            onTake={take}
          />
          <Text size="sm" c="dimmed">
            {t(read.error ? 'orders.stale' : 'orders.help')}
          </Text>
        </div>
      ) : null}
      {read.isPending ? <Skeleton height={180} aria-label={t('orders.reading')} /> : null}
    </div>
  );
}
