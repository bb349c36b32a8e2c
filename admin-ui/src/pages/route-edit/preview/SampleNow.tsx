import { useTranslation } from 'react-i18next';
import { usePoint } from '@/data/points/queries';
import type { Timeline } from '@/data/routes/tools';
import { Value } from '@/pages/points/Value';
import { Age } from '@/ui/Age';
import { QualityMark } from '@/ui/QualityMark';
import { useRouteEdit } from '../context';
import classes from './preview.module.css';

const PLAIN = { type: null, texts: {}, unit: '' };

/** The sample that is tried. */
export function SampleNow({ run, past }: { run: Timeline; past: boolean }) {
  const { t } = useTranslation('route-edit');
  const { preview } = useRouteEdit();
  const point = usePoint(run.address).data;
  const tried = preview.value !== undefined;
  return (
    <div className={classes.sample}>
      <span className={classes.dim}>{t(tried ? 'preview.tried' : past ? 'preview.past' : 'preview.now')}</span>
      <strong className={`numbers ${classes.value}`}>
        <Value point={point ?? PLAIN} value={run.value} />
      </strong>
      {tried ? null : (
        <span className={classes.meta}>
          <QualityMark quality={run.quality} />
          <span className={classes.dim}>
            <Age ts={run.ts} />
          </span>
        </span>
      )}
    </div>
  );
}
