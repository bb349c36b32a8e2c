import { Switch } from '@mantine/core';
import { memo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { number, rate, UNKNOWN } from '@/format/number';
import { Age } from '@/ui/Age';
import { RouteLight } from '../RouteLight';
import type { Row } from '../rows';
import { extrasOf } from '../summary';
import { valueText } from '../words';
import type { RouteCommands } from './commands';
import classes from './list.module.css';
import { RouteActions } from './RouteActions';
import { RouteNote } from './RouteNote';
import { RouteWay } from './RouteWay';

interface Props {
  row: Row;
  /** Place among the lines shown, and how many routes there are at all. */
  line: number;
  count: number;
  /** Places from 0 of the lines above and below that are shown; undefined at the ends. */
  above: number | undefined;
  below: number | undefined;
  start: number;
  height: number;
  commands: RouteCommands;
}

/** One route: how it fares, what it is, what passed last, what can be done. Alt and an arrow move it. */
export const RouteLine = memo(function RouteLine({ row, line, count, above, below, start, height, commands }: Props) {
  const { t } = useTranslation('routes');
  const { summary, label } = row;
  const name = summary.name || t('nameless', { place: row.index + 1 });
  const press = (event: KeyboardEvent) => {
    const to = { ArrowUp: above, ArrowDown: below }[event.key];
    if (!event.altKey || to === undefined) return;
    event.preventDefault();
    commands.move(row, to);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the keys belong to the controls inside
    <div
      role="row"
      className={classes.row}
      style={{ height, transform: `translateY(${start}px)` }}
      aria-rowindex={line + 2}
      data-testid={`route-${label}`}
      data-off={row.state === 'off' || undefined}
      data-index={row.index}
      onKeyDown={press}
    >
      <div role="cell" className={classes.state}>
        <RouteLight state={row.state} />
        <RouteNote row={row} />
      </div>
      <div role="cell" className={classes.name}>
        <button
          type="button"
          className={classes.open}
          onClick={() => commands.open(row)}
          title={name}
          data-testid={`route-${label}-open`}
        >
          {name}
        </button>
        <div className={classes.id}>
          {name !== label && row.route.id ? `${number(row.index + 1)} · ${label}` : number(row.index + 1)}
        </div>
      </div>
      <div role="cell" className={classes.ways}>
        <RouteWay from={summary.from} to={summary.to} />
      </div>
      <div role="cell" className={classes.transform}>
        <div className={`mono ${classes.clamp}`} title={summary.transform}>
          {summary.transform || <span className={classes.none}>{t('unchanged')}</span>}
        </div>
        <Extras row={row} />
      </div>
      <div role="cell" className={classes.rate}>
        {row.state === 'off' ? UNKNOWN : rate(row.rate)}
        <span className={classes.unit}>{t('unit.per_second')}</span>
      </div>
      <div role="cell" className={classes.value}>
        <div
          className="truncate"
          title={row.last ? [row.last.address, valueText(row.last.value)].filter(Boolean).join(': ') : undefined}
        >
          {row.last ? valueText(row.last.value) : UNKNOWN}
        </div>
        <div className={classes.age}>{row.last ? <Age ts={row.last.ts} /> : null}</div>
      </div>
      <div role="cell" className={classes.switch}>
        <Switch
          checked={summary.enabled}
          onChange={() => commands.toggle(row)}
          aria-label={t('enabled_named', { name })}
          title={t(summary.enabled ? 'action.disable' : 'action.enable')}
          data-testid={`route-${label}-enabled`}
        />
      </div>
      <div role="cell" className={classes.do}>
        <RouteActions row={row} count={count} above={above} below={below} commands={commands} />
      </div>
    </div>
  );
});

/** Conditions and the like in a word each, the text itself as a tooltip. */
function Extras({ row }: { row: Row }) {
  const { t } = useTranslation('routes');
  const extras = extrasOf(row.route);
  if (extras.length === 0) return null;
  return (
    <div className={classes.extras}>
      {extras.map((name) => (
        <span key={name} className={classes.extra} title={typeof row.route[name] === 'string' ? row.route[name] : undefined}>
          {t(`extra.${name}`)}
        </span>
      ))}
    </div>
  );
}
