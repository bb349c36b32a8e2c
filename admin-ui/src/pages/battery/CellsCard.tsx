import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { spreadOf } from '@/data/batteries/cells';
import { numberOf } from '@/data/batteries/rank';
import type { BatteryRecord } from '@/data/batteries/record';
import { goodNumber } from '@/data/batteries/summary';
import { fixed, UNKNOWN } from '@/format/number';
import classes from './battery.module.css';
import { Card } from './Card';
import { CellBar } from './CellBar';
import { Figure } from './ChargeCard';

const volts = (value: number | null) => (value === null ? UNKNOWN : `${fixed(value, 3)} V`);

/** Cells as bars on a scale between the lowest and the highest, which are marked. */
export function CellsCard({ record }: { record: BatteryRecord }) {
  const { t } = useTranslation('batteries');
  const cells = useMemo(
    () =>
      record.cells.map(({ number, point }) => ({
        number,
        volts: point.quality === 'good' ? numberOf(point.value) : null,
      })),
    [record],
  );
  const spread = spreadOf(cells);
  // Some tell only the lowest and the highest of their cells.
  const ends = {
    min: spread.lowest?.volts ?? goodNumber(record, 'cells.min'),
    max: spread.highest?.volts ?? goodNumber(record, 'cells.max'),
  };
  const delta = spread.delta ?? goodNumber(record, 'cells.delta');
  if (cells.length === 0 && !record.named.has('cells.min')) return null;
  const named = (text: string, number: number | null | undefined) => (number == null ? text : t('cell.at', { text, number }));
  return (
    <Card
      title={t('cells')}
      wide={cells.length > 4}
      note={cells.length > 0 ? t('cell.count', { count: cells.length }) : undefined}
      testId="cells"
    >
      <dl className={classes.figures}>
        <Figure
          label={t('cell.lowest')}
          text={named(volts(ends.min), spread.lowest?.number ?? goodNumber(record, 'cells.min_number'))}
          testId="cell-lowest"
        />
        <Figure
          label={t('cell.highest')}
          text={named(volts(ends.max), spread.highest?.number ?? goodNumber(record, 'cells.max_number'))}
          testId="cell-highest"
        />
        <Figure label={t('cell.delta')} text={delta === null ? UNKNOWN : `${fixed(delta * 1000, 0)} mV`} testId="cell-delta" />
      </dl>
      {cells.length > 0 ? (
        <>
          <ol className={classes.cells} aria-label={t('cells')}>
            {cells.map((cell) => (
              <CellBar
                key={cell.number}
                cell={cell}
                scale={spread.scale}
                mark={spread.delta === 0 ? null : cell === spread.lowest ? 'lowest' : cell === spread.highest ? 'highest' : null}
              />
            ))}
          </ol>
          {spread.lowest ? (
            <p className={classes.scale}>
              {t('cell.scale', { low: fixed(spread.scale[0], 2), high: fixed(spread.scale[1], 2) })}
            </p>
          ) : null}
        </>
      ) : null}
    </Card>
  );
}
