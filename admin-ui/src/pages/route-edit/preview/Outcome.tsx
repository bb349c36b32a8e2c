import { IconArrowNarrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePoint } from '@/data/points/queries';
import type { Scalar } from '@/data/points/types';
import type { Timeline } from '@/data/routes/tools';
import { Value } from '@/pages/points/Value';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import { useRouteEdit } from '../context';
import classes from './preview.module.css';
import { useWhyHere } from './use-why-here';

export const SIGNS: Record<Timeline['outcome'], { shape: ShapeName; tone: Tone }> = {
  sent: { shape: 'disc', tone: 'ok' },
  pending: { shape: 'dashed', tone: 'busy' },
  filtered: { shape: 'octagon', tone: 'warn' },
  dropped: { shape: 'cross', tone: 'bad' },
};

const PLAIN = { type: null, texts: {}, unit: '' };

/** How it would end for the sample: what would be sent where, or what holds it back and why. */
export function Outcome() {
  const { t } = useTranslation('route-edit');
  const { preview, store } = useRouteEdit();
  const why = useWhyHere();
  const { real, run } = preview;
  if (real === undefined) return null;
  const { shape, tone } = SIGNS[real.outcome];
  const enabled = store.get('/enabled') !== false;
  const beyond = real !== run && run !== undefined && run.outcome !== real.outcome;
  return (
    <div className={classes.outcome} data-testid="outcome" data-outcome={real.outcome}>
      <p className={classes.verdict}>
        <Shape name={shape} tone={tone} size={14} />
        <span>
          <strong>{t(`outcome.${real.outcome}`)}</strong>
          {real.outcome === 'sent' || real.outcome === 'pending' ? null : <span>{` ${why(real)}`}</span>}
          {real.outcome === 'pending' ? <span>{` ${t('result.later')}`}</span> : null}
        </span>
      </p>
      <Results run={real} />
      {beyond ? (
        <div className={classes.beyond}>
          <p>{t('outcome.beyond')}</p>
          {run.outcome === 'sent' ? <Results run={run} /> : <p>{`${t(`outcome.${run.outcome}`)} ${why(run)}`}</p>}
        </div>
      ) : null}
      {enabled ? null : <p className={classes.dim}>{t('outcome.disabled')}</p>}
    </div>
  );
}

function Results({ run }: { run: Timeline }) {
  if (run.results.length === 0) return null;
  return (
    <ul className={classes.results}>
      {run.results.map(({ to, value }) => (
        <Result key={to} to={to} value={value} />
      ))}
    </ul>
  );
}

function Result({ to, value }: { to: string; value: Scalar }) {
  const { t } = useTranslation('route-edit');
  const point = usePoint(to).data;
  const nowhere = to === 'calc.preview';
  return (
    <li>
      <IconArrowNarrowRight size={16} aria-hidden />
      <span className={`break ${nowhere ? classes.dim : 'mono'}`}>{nowhere ? t('outcome.no_target') : to}</span>
      <strong className="numbers">
        <Value point={point ?? PLAIN} value={value} />
      </strong>
    </li>
  );
}
