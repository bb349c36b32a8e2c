import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSample, useSubscription } from '@/data/live/context';
import { Value } from '@/pages/points/Value';
import classes from './addresses.module.css';
import { useMatches, type Match } from './use-matches';

const MOST = 50;

/** How many points a pattern takes, and on demand which. */
export function PatternNow({ pattern }: { pattern: string }) {
  const { t } = useTranslation('route-edit');
  const [open, setOpen] = useState(false);
  const { list, partly, loading, failed } = useMatches(pattern);
  const count = list.length;
  return (
    <div className={classes.now} data-testid="matches">
      <span aria-live="polite">
        {failed
          ? t('address.search_failed')
          : loading
            ? t('address.searching')
            : partly
              ? t('match.at_least', { count })
              : count === 0
                ? t('match.none')
                : t('match.count', { count })}
      </span>
      {count > 0 ? (
        <Button variant="subtle" size="compact-xs" onClick={() => setOpen(!open)} aria-expanded={open} data-testid="show-matches">
          {open ? t('match.hide') : t('match.show')}
        </Button>
      ) : null}
      {open ? <MatchList list={list.slice(0, MOST)} more={count - MOST} /> : null}
    </div>
  );
}

function MatchList({ list, more }: { list: Match[]; more: number }) {
  const { t } = useTranslation('route-edit');
  useSubscription(list.map(({ point }) => point.address));
  return (
    // A list that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.matches} tabIndex={0} role="group" aria-label={t('match.list')}>
      {list.map((match) => (
        <MatchLine key={match.point.address} match={match} />
      ))}
      {more > 0 ? <span className={classes.dim}>{t('match.more', { count: more })}</span> : null}
    </div>
  );
}

function MatchLine({ match: { point, captures } }: { match: Match }) {
  const sample = useSample(point.address) ?? point;
  return (
    <>
      <span className="mono break">{point.address}</span>
      <span className={`mono break ${classes.dim}`}>
        {captures.map((capture, index) => `{${index + 1}} = ${capture}`).join(', ')}
      </span>
      <span className={`numbers ${classes.optionValue}`}>
        <Value point={point} value={sample.value} />
      </span>
    </>
  );
}
