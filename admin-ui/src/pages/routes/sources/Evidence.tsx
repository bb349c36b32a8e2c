import { useTranslation } from 'react-i18next';
import type { Breaker } from '@/data/routes/counters';
import { useNow } from '@/format/now';
import { number, rate } from '@/format/number';
import { moment, useSpan } from '@/format/time';
import { useReason } from '@/i18n/reason';
import classes from './sources.module.css';

/** Why a breaker opened, in a sentence, and what that means. */
export function Cause({ breaker }: { breaker: Breaker }) {
  const { t } = useTranslation('routes');
  const reasons = useReason();
  const params = { rate: Math.round(breaker.rate), limit: Math.round(breaker.limit) };
  return (
    <div className={classes.evidence}>
      <p className={classes.cause}>{reasons.text({ key: 'flood', params })}</p>
      <p>{t(breaker.state === 'half_open' ? 'source.half_open_text' : 'source.open_text')}</p>
    </div>
  );
}

/** How fast, how fast is allowed, who was loudest, since when, and what happens next. */
export function Evidence({ breaker }: { breaker: Breaker }) {
  const { t } = useTranslation(['routes', 'common']);
  const span = useSpan();
  const now = useNow();
  const since = (ts: number) => `${moment(ts, now)} (${t('common:ago', { span: span((now - ts) / 1000) })})`;
  const { topics = [], trips, retry_at: retryAt, last_activity: lastActivity } = breaker;
  return (
    <div className={classes.details} data-testid={`evidence-${breaker.source}`}>
      <dl className={classes.facts}>
        <Fact name={t('source.since')} text={since(breaker.since)} />
        <Fact
          name={t('source.measured')}
          text={t('source.measured_text', { rate: rate(breaker.rate), limit: rate(breaker.limit) })}
        />
        {topics[0] ? <Fact name={t('source.first')} text={topics[0].topic} mono /> : null}
        {lastActivity ? <Fact name={t('source.last_activity')} text={since(lastActivity)} /> : null}
        {trips ? <Fact name={t('source.trips')} text={number(trips)} /> : null}
        <Fact
          name={t('source.next')}
          text={
            retryAt
              ? t('source.retry', { time: moment(retryAt, now), span: span(Math.max(0, retryAt - now) / 1000) })
              : t('source.by_hand')
          }
        />
      </dl>
      {topics.length > 1 ? <Loudest topics={topics} /> : null}
    </div>
  );
}

function Fact({ name, text, mono = false }: { name: string; text: string; mono?: boolean }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={mono ? 'mono' : undefined}>{text}</dd>
    </>
  );
}

function Loudest({ topics }: { topics: { topic: string; count: number }[] }) {
  const { t } = useTranslation('routes');
  const most = Math.max(...topics.map(({ count }) => count), 1);
  return (
    <div className={classes.loudest}>
      <strong>{t('source.loudest', { count: topics.length })}</strong>
      <ol>
        {topics.map(({ topic, count }) => (
          <li key={topic}>
            <span className="mono break">{topic}</span>
            <span className={classes.count}>{number(count)}</span>
            <span className={classes.loud} style={{ width: `${(count / most) * 100}%` }} aria-hidden />
          </li>
        ))}
      </ol>
    </div>
  );
}
