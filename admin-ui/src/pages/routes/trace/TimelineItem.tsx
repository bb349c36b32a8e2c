import { IconArrowNarrowRight } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome, Timeline, TimelineStep } from '@/data/routes/tools';
import { UNKNOWN } from '@/format/number';
import { moment } from '@/format/time';
import { gatewayNow } from '@/data/clock';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import lights from '@/ui/StatusLight.module.css';
import { useWhy } from '../details/why';
import { valueText } from '../words';
import classes from './trace.module.css';

const SIGNS: Record<Outcome, { shape: ShapeName; tone: Tone }> = {
  sent: { shape: 'disc', tone: 'ok' },
  pending: { shape: 'dashed', tone: 'busy' },
  filtered: { shape: 'hollow', tone: 'idle' },
  dropped: { shape: 'cross', tone: 'bad' },
};

/** The way of one sample: when, from where, what each step made of it, and how it ended. */
export const TimelineItem = memo(function TimelineItem({ event }: { event: Timeline }) {
  const { t } = useTranslation('routes');
  const why = useWhy('route');
  const { outcome, reason, message, results } = event;
  const sign = SIGNS[outcome] ?? SIGNS.dropped;
  return (
    <li className={classes.event} data-outcome={outcome}>
      <div className={classes.top}>
        <span className={`${lights.light} ${classes.outcome}`}>
          <Shape name={sign.shape} tone={sign.tone} size={12} />
          <span style={{ color: `var(--rail-${sign.tone})` }}>{t(`trace.outcome.${outcome}`)}</span>
        </span>
        <span className={`mono break ${classes.address}`}>
          {event.address}
          {event.back ? ` ${t('trace.back')}` : ''}
        </span>
        <time className={classes.time}>{moment(event.ts, gatewayNow())}</time>
      </div>
      <Steps value={valueText(event.value)} steps={event.steps} />
      {reason ? (
        <div className={classes.why}>
          {why.text(reason)}
          {message ? `: ${message}` : ''}
        </div>
      ) : null}
      {results.map(({ to, value }) => (
        <div key={to} className={classes.result}>
          <IconArrowNarrowRight size={15} aria-hidden />
          <span className="mono break">{to}</span>
          <strong>{valueText(value)}</strong>
        </div>
      ))}
    </li>
  );
});

function Steps({ value, steps }: { value: string; steps: TimelineStep[] }) {
  const { t } = useTranslation('routes');
  return (
    <ol className={classes.steps} aria-label={t('trace.steps')}>
      <li>
        <strong>{value}</strong>
      </li>
      {steps.map((step, index) => (
        <li key={index}>
          <code className={classes.op}>{step.op}</code>
          <strong>{step.held ? t('trace.held') : step.later ? t('trace.later') : valueText(step.value) || UNKNOWN}</strong>
        </li>
      ))}
    </ol>
  );
}
