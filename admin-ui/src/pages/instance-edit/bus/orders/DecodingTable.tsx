import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Decoding } from '@/data/modbus/types';
import { useForm } from '@/form/context';
import { UNKNOWN } from '@/format/number';
import { choiceText } from '@/form/texts';
import { ScrollBox } from '@/ui/ScrollBox';
import { isUnlikely, ORDERS, rowsOf, shown } from './decodings';
import classes from './orders.module.css';

interface Props {
  decodings: readonly Decoding[];
  /** What the point has now. */
  type: string;
  order: string;
  onTake: (decoding: Decoding) => void;
}

/** Types down, orders across; each value is a button. */
export function DecodingTable({ decodings, type, order, onTake }: Props) {
  const { t } = useTranslation('bus');
  const { book } = useForm();
  return (
    <ScrollBox label={t('orders.table')}>
      <Table className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('orders.type')}</Table.Th>
            {ORDERS.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rowsOf(decodings).map((row) => (
            <Table.Tr key={row.type}>
              <Table.Th scope="row">{choiceText(row.type, '/devices/*/points/*/type', book)}</Table.Th>
              {ORDERS.map((name) => (
                <Table.Td key={name}>
                  <Cell decoding={row.cells[name]} isTaken={row.type === type && name === order} onTake={onTake} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function Cell({ decoding, isTaken, onTake }: { decoding: Decoding | undefined; isTaken: boolean; onTake: Props['onTake'] }) {
  const { t } = useTranslation('bus');
  if (decoding === undefined) return null;
  const text = shown(decoding);
  const { type, order } = decoding;
  return (
    <button
      type="button"
      className={classes.value}
      data-unlikely={isUnlikely(decoding) || undefined}
      aria-pressed={isTaken}
      aria-label={t('orders.take', { type, order, value: text ?? t('orders.no_number') })}
      title={t('orders.take', { type, order, value: text ?? t('orders.no_number') })}
      onClick={() => onTake(decoding)}
      data-testid={`take-${type}-${order}`}
    >
      {text || UNKNOWN}
    </button>
  );
}
