import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Battery } from '@/data/batteries/types';
import { useSamples } from '@/data/live/context';
import { useStale } from '@/frame/use-stale';
import classes from './batteries.module.css';
import { BatteryLine } from './BatteryLine';
import { liveBattery, LIVE_NAMES } from './live-battery';

interface Props {
  batteries: readonly Battery[];
  titles: ReadonlyMap<string, string>;
}

/** The lines in view, virtualised; only their values are subscribed. */
export function BatteryTable({ batteries, titles }: Props) {
  const { t } = useTranslation('batteries');
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const stale = useStale();
  const height = phone ? 104 : 46;
  const virtual = useVirtualizer({
    count: batteries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => batteries[index]?.address ?? index,
    overscan: 6,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const inView = items.flatMap((item) => batteries[item.index] ?? []);
  const samples = useSamples(inView.flatMap(({ address }) => LIVE_NAMES.map((name) => `${address}.${name}`)));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroller} className={`surface ${classes.scroller}`} tabIndex={0} role="region" aria-label={t('title')}>
      <div role="table" aria-label={t('title')} aria-rowcount={batteries.length + 1} data-testid="batteries">
        <div role="rowgroup" className={classes.headgroup}>
          <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
            {(['state', 'name', 'soc', 'voltage', 'current', 'delta', 'temperature', 'age'] as const).map((name) => (
              <span key={name} role="columnheader">
                {t(`column.${name}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={classes.canvas} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const battery = batteries[item.index];
            return battery === undefined ? null : (
              <BatteryLine
                key={item.key}
                battery={liveBattery(battery, samples, stale)}
                title={titles.get(battery.instance)}
                index={item.index}
                start={item.start}
                height={height}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
