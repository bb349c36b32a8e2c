import { useTranslation } from 'react-i18next';
import { useSample } from '@/data/live/context';
import type { PointView } from '@/data/points/types';
import { Value } from '@/pages/points/Value';
import classes from './addresses.module.css';

/** A point in a list to choose from: address, what it has now, what it is. */
export function PointOption({ address, point }: { address: string; point: PointView | undefined }) {
  const { t } = useTranslation('route-edit');
  return (
    <span className={classes.option}>
      <span className={`mono break ${classes.optionAddress}`}>{address}</span>
      {point === undefined ? (
        <span className={classes.note}>{t('address.new_calculated')}</span>
      ) : (
        <>
          <Now point={point} />
          <span className={classes.note}>{[point.type, point.description].filter(Boolean).join(' · ')}</span>
        </>
      )}
    </span>
  );
}

function Now({ point }: { point: PointView }) {
  const sample = useSample(point.address) ?? point;
  return (
    <span className={`numbers ${classes.optionValue}`} data-doubt={sample.quality === 'bad' || undefined}>
      <Value point={point} value={sample.value} />
    </span>
  );
}
