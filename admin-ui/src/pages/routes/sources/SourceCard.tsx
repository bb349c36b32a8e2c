import { memo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { number, rate as rateText, UNKNOWN } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { Age } from '@/ui/Age';
import { TypeIcon } from '@/ui/TypeIcon';
import metrics from '../../instances/instances.module.css';
import { shareOf } from '../../instances/limits';
import { Usage } from '../../instances/Usage';
import { Balance } from '../details/Balance';
import { Cause, Evidence } from './Evidence';
import { SOURCE_SIGNS, type SourceRow } from './source-rows';
import { SourceActions } from './SourceActions';
import { SourceLight } from './SourceLight';
import classes from './sources.module.css';

interface Props {
  row: SourceRow;
  icon: string | undefined;
  onLogs: (id: string) => void;
  onRoutes: (id: string) => void;
}

/** A source: how it stands, how loud it is, what became of its messages, and the evidence when it was cut off. */
export const SourceCard = memo(function SourceCard({ row, icon, onLogs, onRoutes }: Props) {
  const { t } = useTranslation(['routes', 'instances']);
  const { id, instance, counters, state, limit, budget } = row;
  const style = { '--card-tone': `var(--rail-${SOURCE_SIGNS[state].tone})` } as CSSProperties;
  const name = instance?.title || (id === 'calc' ? t('source.calc') : id);
  // What can be done about a source in trouble stands first.
  const cut = state === 'open' || state === 'half_open' ? counters?.breaker : undefined;
  const of = (used: string, most: string) => (most === UNKNOWN ? used : t('source.of', { used, limit: most }));
  return (
    <li
      className={`surface ${classes.card}`}
      style={style}
      aria-label={name}
      id={`source-${id}`}
      data-testid={`source-${id}`}
      data-state={state}
    >
      <div className={classes.head}>
        <TypeIcon icon={icon} type={instance?.type ?? ''} size={24} />
        <div className={classes.names}>
          <h2 className={classes.name}>{name}</h2>
          <div className={classes.id}>{instance ? `${id} · ${instance.type}` : id === 'calc' ? id : t('source.no_instance')}</div>
        </div>
        <SourceLight state={state} />
      </div>
      {cut ? (
        <>
          <Cause breaker={cut} />
          <SourceActions row={row} onLogs={onLogs} />
          <Evidence breaker={cut} />
        </>
      ) : null}
      {state === 'disconnected' ? <p className={classes.text}>{t('source.disconnected_text')}</p> : null}
      <dl className={metrics.metrics}>
        <Usage
          label={t('source.rate')}
          text={of(rateText(counters?.rate), rateText(limit))}
          share={shareOf(counters?.rate, limit)}
        />
        <Usage
          label={t('source.points')}
          text={of(number(counters?.points), number(budget))}
          share={shareOf(counters?.points, budget)}
        />
      </dl>
      <Quarantine row={row} />
      <Malformed row={row} />
      {counters ? (
        <details className={classes.fold}>
          <summary>{t('source.balance', { received: number(counters.received), delivered: number(counters.delivered) })}</summary>
          <Balance tally={counters} of="source" />
        </details>
      ) : null}
      <button type="button" className={classes.link} onClick={() => onRoutes(id)} disabled={row.routes === 0}>
        {t('source.routes', { count: row.routes })}
      </button>
      {cut ? null : <SourceActions row={row} onLogs={onLogs} />}
    </li>
  );
});

function Quarantine({ row }: { row: SourceRow }) {
  const { t } = useTranslation('routes');
  if (row.quarantined === 0) return null;
  const examples = row.counters?.breaker?.quarantine ?? [];
  return (
    <div className={classes.warning} data-testid={`quarantine-${row.id}`}>
      <strong>{t('source.quarantined', { count: row.quarantined, number: number(row.quarantined) })}</strong>
      <p>{t('source.quarantine_text', { budget: number(row.budget) })}</p>
      {examples.length > 0 ? (
        <details>
          <summary>{t('source.examples', { count: examples.length })}</summary>
          <ul>
            {examples.map(({ topic }) => (
              <li key={topic} className="mono break">
                {topic}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

function Malformed({ row }: { row: SourceRow }) {
  const { t } = useTranslation('routes');
  const reasons = useReason();
  const last = row.counters?.malformed;
  if (!last) return null;
  return (
    <details className={classes.fold}>
      <summary>
        {t('source.malformed')} <Age ts={last.ts} />
      </summary>
      <p className="mono break">{last.topic}</p>
      <p>{reasons.text({ key: last.reason, message: last.reason })}</p>
      <pre className={classes.payload}>{last.payload}</pre>
    </details>
  );
}
