import { VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '../rows';
import type { RouteCommands } from './commands';
import classes from './list.module.css';
import { RouteLine } from './RouteLine';

interface Props {
  rows: Row[];
  /** How many routes there are, shown or not. */
  count: number;
  commands: RouteCommands;
}

const HEIGHTS = { wide: 70, tablet: 112, phone: 178 } as const;

/** The lines in view; the page itself scrolls. */
export function RouteTable({ rows, count, commands }: Props) {
  const { t } = useTranslation(['routes', 'common']);
  const tablet = useMediaQuery('(max-width: 75em)', false, { getInitialValueInEffect: false });
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const height = HEIGHTS[phone ? 'phone' : tablet ? 'tablet' : 'wide'];
  const body = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(0);
  // Whatever appears or goes above the list moves it; it settles at once.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    const top = body.current === null ? 0 : body.current.getBoundingClientRect().top + window.scrollY;
    setAbove((before) => (Math.abs(before - top) < 1 ? before : top));
  });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(rows[index], index),
    overscan: 8,
    scrollMargin: above,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const following = useFollow(body, virtual.scrollToIndex, rows);
  const own = useMemo<RouteCommands>(
    () => ({
      ...commands,
      move: (row, to) => {
        following.current = to;
        commands.move(row, to);
      },
    }),
    [commands, following],
  );
  return (
    <div role="table" aria-label={t('title')} aria-rowcount={rows.length + 1} className={`surface ${classes.table}`}>
      <Head />
      <div role="rowgroup" ref={body} className={classes.canvas} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <RouteLine
              key={item.key}
              row={row}
              line={item.index}
              count={count}
              above={rows[item.index - 1]?.index}
              below={rows[item.index + 1]?.index}
              start={item.start - above}
              height={height}
              commands={own}
            />
          );
        })}
      </div>
    </div>
  );
}

const keyOf = (row: Row | undefined, index: number) => row?.route.id ?? `place ${row?.index ?? index}`;

/** Keeps the focus on a route that was moved with the keyboard, at its new place. */
function useFollow(body: React.RefObject<HTMLDivElement | null>, scrollTo: (index: number) => void, rows: Row[]) {
  const following = useRef<number | null>(null);
  useEffect(() => {
    const to = following.current;
    if (to === null || !body.current?.contains(document.activeElement)) return;
    following.current = null;
    const line = body.current.querySelector<HTMLElement>(`[data-index="${to}"]`);
    if (line === null) scrollTo(to);
    else if (!line.contains(document.activeElement)) line.querySelector<HTMLElement>('button')?.focus();
    line?.scrollIntoView({ block: 'nearest' });
  }, [body, scrollTo, rows]);
  return following;
}

function Head() {
  const { t } = useTranslation('routes');
  return (
    <div role="rowgroup" className={classes.headGroup}>
      <div role="row" className={classes.head} aria-rowindex={1}>
        <span role="columnheader">{t('column.state')}</span>
        <span role="columnheader">{t('column.name')}</span>
        <span role="columnheader">{t('column.way')}</span>
        <span role="columnheader">{t('column.transform')}</span>
        <span role="columnheader" className={classes.number}>
          {t('column.rate')}
        </span>
        <span role="columnheader" className={classes.number}>
          {t('column.last')}
        </span>
        <span role="columnheader">{t('column.on')}</span>
        <span role="columnheader">
          <VisuallyHidden>{t('column.actions')}</VisuallyHidden>
        </span>
      </div>
    </div>
  );
}
