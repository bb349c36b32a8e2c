import { useTranslation } from 'react-i18next';
import { numberOf } from '@/data/batteries/rank';
import type { BatteryRecord } from '@/data/batteries/record';
import { goodNumber } from '@/data/batteries/summary';
import { number, UNKNOWN } from '@/format/number';
import classes from './battery.module.css';
import { Card } from './Card';

const degrees = (value: number | null) => (value === null ? UNKNOWN : `${number(value, 1)} °C`);

/** Every sensor, and the switches of the board. */
export function TemperaturesCard({ record }: { record: BatteryRecord }) {
  const { t } = useTranslation('batteries');
  const { temperatures, named } = record;
  const board = named.has('mos_temperature');
  if (temperatures.length === 0 && !board) return null;
  return (
    <Card title={t('temperatures')} testId="temperatures">
      <dl className={classes.facts}>
        {temperatures.map(({ number: place, point }) => (
          <div key={place}>
            <dt>{t('sensor', { number: place })}</dt>
            <dd>{degrees(point.quality === 'good' ? numberOf(point.value) : null)}</dd>
          </div>
        ))}
        {board ? (
          <div>
            <dt>{t('mos_temperature')}</dt>
            <dd>{degrees(goodNumber(record, 'mos_temperature'))}</dd>
          </div>
        ) : null}
      </dl>
    </Card>
  );
}
