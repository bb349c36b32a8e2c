import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BatteryRecord } from '@/data/batteries/record';
import { goodNumber, summaryOf } from '@/data/batteries/summary';
import type { Instance } from '@/data/instances/types';
import { number, UNKNOWN } from '@/format/number';
import { Age } from '@/ui/Age';
import { QualityMark } from '@/ui/QualityMark';
import classes from './battery.module.css';
import { Card } from './Card';

const FACTS = [
  { name: 'soh', unit: '%', digits: 1 },
  { name: 'cycles', unit: '', digits: 0 },
  { name: 'capacity_ah', unit: 'Ah', digits: 1 },
  { name: 'remaining_ah', unit: 'Ah', digits: 1 },
] as const;

/** Its age in every sense, and how fresh what is shown is. */
export function FactsCard({ record, instance }: { record: BatteryRecord; instance: Instance | undefined }) {
  const { t } = useTranslation(['batteries', 'points']);
  const { quality, reason, ts } = summaryOf(record);
  return (
    <Card title={t('facts')}>
      <dl className={classes.facts}>
        {FACTS.filter(({ name }) => record.named.has(name)).map(({ name, unit, digits }) => {
          const value = goodNumber(record, name);
          return (
            <div key={name}>
              <dt>{t(`fact.${name}`)}</dt>
              <dd>{value === null ? UNKNOWN : `${number(value, digits)} ${unit}`.trim()}</dd>
            </div>
          );
        })}
        <div>
          <dt>{t('points:column.quality')}</dt>
          <dd data-testid="battery-quality">
            <QualityMark quality={quality} reason={reason} />
          </dd>
        </div>
        <div>
          <dt>{t('column.age')}</dt>
          <dd>
            <Age ts={ts} />
          </dd>
        </div>
        {instance ? (
          <div>
            <dt>{t('connected_by')}</dt>
            <dd>
              <Link to={`/instances?q=${encodeURIComponent(instance.id)}`} className={classes.link}>
                {instance.title || instance.id}
              </Link>
            </dd>
          </div>
        ) : null}
      </dl>
    </Card>
  );
}
