import { useTranslation } from 'react-i18next';
import { usePointsOf } from '@/data/dashboards/queries';
import { useSample, useSubscription } from '@/data/live/context';
import { Value } from '@/pages/points/Value';
import { QualityMark } from '@/ui/QualityMark';
import { useMemo } from 'react';
import classes from './inspector.module.css';

/** A bound point as it is now, or that there is none. */
export function LiveLine({ address }: { address: string }) {
  const { t } = useTranslation('dashboard-edit');
  const addresses = useMemo(() => [address], [address]);
  useSubscription(addresses);
  const sample = useSample(address);
  const points = usePointsOf(addresses).data;
  const point = points?.find((one) => one.address === address);
  if (points !== undefined && point === undefined) return <span className={classes.missing}>{t('bind.missing')}</span>;
  if (point === undefined) return null;
  const { value, quality, reason } = sample ?? point;
  return (
    <span className={classes.live}>
      <Value point={point} value={quality === 'bad' ? null : value} />
      {quality === 'good' ? null : <QualityMark quality={quality} reason={reason} />}
    </span>
  );
}
