import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLiveState, useSample } from '@/data/live/context';
import type { PointView } from '@/data/points/types';
import { Age } from '@/ui/Age';
import { IconAction } from '@/ui/IconAction';
import { QualityMark } from '@/ui/QualityMark';
import classes from './points.module.css';
import { Value } from './Value';

interface Props {
  name: string;
  point: PointView;
  onWrite: (point: PointView) => void;
}

/** A point's line: live sample where there is one, what was read with the list until then. */
export function PointCells({ name, point, onWrite }: Props) {
  const { t } = useTranslation('points');
  const live = useLiveState().phase === 'live';
  const sample = useSample(point.address) ?? point;
  const doubt = !live || sample.quality === 'bad' || undefined;
  return (
    <>
      <span role="gridcell" className={`truncate ${classes.name} ${classes.address}`} title={point.address}>
        <bdi dir="ltr">{name}</bdi>
      </span>
      <span role="gridcell" className={classes.value} data-doubt={doubt} data-testid={`value-${point.address}`}>
        <Value point={point} value={sample.value} />
      </span>
      <span role="gridcell" className={classes.quality}>
        <QualityMark quality={live ? sample.quality : null} reason={sample.reason} explained="line" />
      </span>
      <span role="gridcell" className={classes.age}>
        <Age ts={sample.ts} />
      </span>
      <span role="gridcell" className={`${classes.wide} mono`}>
        {point.type}
      </span>
      <span role="gridcell" className={`${classes.wide} truncate`} title={point.description}>
        {point.description}
      </span>
      <span role="gridcell" className={classes.write}>
        {point.writable ? (
          <span onClickCapture={(event) => (event.stopPropagation(), onWrite(point))} role="presentation">
            <IconAction
              title={t('write.title')}
              label={t('write.action', { name: point.address })}
              icon={IconPencil}
              testId={`write-${point.address}`}
            />
          </span>
        ) : null}
      </span>
    </>
  );
}
