import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useLiveState, useSample, useSubscription } from '@/data/live/context';
import { usePoint } from '@/data/points/queries';
import type { PointView } from '@/data/points/types';
import { Value } from '@/pages/points/Value';
import { Age } from '@/ui/Age';
import { QualityMark } from '@/ui/QualityMark';
import classes from './addresses.module.css';
import { isCalculated } from './search';

const PAUSE_MS = 300;

/** What a point has right now, under its address; or that there is none (yet). */
export function PointNow({ address, kind }: { address: string; kind: 'from' | 'to' }) {
  const { t } = useTranslation('route-edit');
  const [asked] = useDebouncedValue(address, PAUSE_MS);
  const point = usePoint(asked);
  if (point.data && asked === address) return <Living point={point.data} kind={kind} />;
  const missing = point.data === null && asked === address;
  const where = kind === 'from' ? 'unknown' : isCalculated(address) ? 'becomes_calculated' : 'target_unknown';
  return (
    <div className={classes.now}>
      <span className={classes.dim}>{missing ? t(`address.${where}`) : point.error ? t('address.search_failed') : ''}</span>
    </div>
  );
}

function Living({ point, kind }: { point: PointView; kind: 'from' | 'to' }) {
  const { t } = useTranslation('route-edit');
  useSubscription([point.address]);
  const live = useLiveState().phase === 'live';
  const sample = useSample(point.address) ?? point;
  const readOnly = kind === 'to' && !point.writable && !isCalculated(point.address);
  return (
    <div className={classes.now} data-testid={`now-${point.address}`}>
      <span className="numbers">
        {`${t('address.now')} `}
        <strong>
          <Value point={point} value={sample.value} />
        </strong>
      </span>
      <QualityMark quality={live ? sample.quality : null} reason={sample.reason} />
      <span className={classes.dim}>
        <Age ts={sample.ts} />
      </span>
      {point.type ? <span className={`mono ${classes.dim}`}>{point.type}</span> : null}
      {point.description ? <span className={`truncate ${classes.dim}`}>{point.description}</span> : null}
      {readOnly ? (
        <Text span size="sm" c="var(--rail-warn)">
          {t('address.read_only')}
        </Text>
      ) : null}
    </div>
  );
}
