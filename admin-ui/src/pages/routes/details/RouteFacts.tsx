import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { number, UNKNOWN } from '@/format/number';
import { Age } from '@/ui/Age';
import type { Row } from '../rows';
import { useRate, valueText } from '../words';
import classes from './details.module.css';

/** What the route says, and what passed last. */
export function RouteFacts({ row }: { row: Row }) {
  const { t } = useTranslation(['routes', 'common']);
  const perSecond = useRate();
  const { summary, route, last, counters } = row;
  const points = counters?.find((entry) => !entry.back)?.points;
  return (
    <dl className={classes.facts}>
      <Fact name={t('column.rate')}>{perSecond(row.rate)}</Fact>
      <Fact name={t('column.last')}>
        {last ? (
          <>
            <strong>{valueText(last.value)}</strong>
            <span className={classes.beside}>
              <Age ts={last.ts} />
            </span>
            {last.address ? <div className="mono">{last.address}</div> : null}
          </>
        ) : (
          UNKNOWN
        )}
      </Fact>
      {points === undefined ? null : <Fact name={t('detail.points')}>{number(points)}</Fact>}
      <Fact name={t('column.from')}>{lines(summary.from)}</Fact>
      {route.when ? <Fact name={t('field.when')}>{lines([route.when])}</Fact> : null}
      {route.schedule ? <Fact name={t('field.schedule')}>{lines([JSON.stringify(route.schedule)])}</Fact> : null}
      <Fact name={t('column.transform')}>{summary.transform ? lines([summary.transform]) : t('unchanged')}</Fact>
      <Fact name={t('column.to')}>{lines(summary.to)}</Fact>
      {route.max_rate === undefined ? null : <Fact name={t('field.max_rate')}>{perSecond(route.max_rate)}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function lines(list: string[]) {
  return list.map((text) => (
    <div key={text} className="mono">
      {text}
    </div>
  ));
}
