import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PointView } from '@/data/points/types';
import { UNKNOWN } from '@/format/number';
import { Value } from '@/pages/points/Value';
import classes from './battery.module.css';
import { Card } from './Card';

/** What this type tells beyond what all batteries tell, by the name it gives it. */
export function FurtherCard({ points }: { points: readonly PointView[] }) {
  const { t } = useTranslation('batteries');
  if (points.length === 0) return null;
  return (
    <Card title={t('further')}>
      <dl className={classes.facts}>
        {points.map((point) => (
          <div key={point.address}>
            <dt>
              <Link to={`/points?q=${encodeURIComponent(point.address)}`} className={classes.link} title={point.description}>
                {point.address.split('.').at(-1)}
              </Link>
            </dt>
            <dd>{point.quality === 'good' ? <Value point={point} value={point.value} /> : UNKNOWN}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
