import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useChanges, type Change } from '@/data/history/changes';
import type { PointView } from '@/data/points/types';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import { HistoryNote } from '@/widgets/parts/HistoryNote';
import { useValueText } from '../Value';

const DAY_MS = 86_400_000;
const SHOWN = 50;

/** The last changes of a point, the newest first, with how long each lasted. */
export function ChangeList({ point }: { point: PointView }) {
  const { t } = useTranslation('points');
  const text = useValueText();
  const span = useSpan();
  const now = useNow();
  const { data, ...history } = useChanges(point.address, DAY_MS);
  const changes = (data?.changes ?? []).slice(-SHOWN).toReversed();
  if (changes.length === 0) return <HistoryNote history={history} empty alone />;
  const told = ({ value }: Change) => text(point, point.type === 'BOOL' && typeof value === 'number' ? value !== 0 : value);
  const isOlder = ({ ts }: Change) => data !== undefined && ts <= data.from;
  return (
    <>
      <HistoryNote history={history} alone />
      <Table verticalSpacing={4} data-testid="changes">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('course.since')}</Table.Th>
            <Table.Th>{t('column.value')}</Table.Th>
            <Table.Th ta="end">{t('course.lasted')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Table.Tr key={change.ts}>
              <Table.Td className="numbers">
                {isOlder(change) ? t('course.before', { time: moment(change.ts, now) }) : moment(change.ts, now)}
              </Table.Td>
              <Table.Td className="break">{told(change)}</Table.Td>
              <Table.Td ta="end" className="numbers">
                {isOlder(change) ? t('course.over', { span: span(change.duration / 1000) }) : span(change.duration / 1000)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {data?.more || (data?.changes.length ?? 0) > SHOWN ? (
        <Text size="sm" c="dimmed">
          {t('course.more', { count: SHOWN })}
        </Text>
      ) : null}
    </>
  );
}
