import { useMemo } from 'react';
import { COLUMNS, type Widget } from '@/widgets/contract';
import { WidgetFrame } from '@/widgets/frame/WidgetFrame';
import { inReadingOrder, placed } from '@/widgets/layout/boxes';
import { breakpointOf, layoutOf } from '@/widgets/layout/derive';
import { PageLiveProvider } from '@/widgets/live/context';
import classes from './dashboard.module.css';
import { cellOf, gridStyle } from './grid-style';
import { useWidth } from './use-width';

/** The widgets of a page where they belong at this width, in the order they are read. */
export function PageGrid({ widgets }: { widgets: Readonly<Record<string, Widget>> }) {
  const [width, measure] = useWidth();
  const breakpoint = breakpointOf(width);
  const list = useMemo(() => placed(layoutOf(widgets, breakpoint)).toSorted(inReadingOrder), [widgets, breakpoint]);
  return (
    <PageLiveProvider widgets={widgets}>
      <div ref={measure} className={classes.grid} style={gridStyle(COLUMNS[breakpoint])} data-breakpoint={breakpoint}>
        {list.map(({ id, box }) => {
          const widget = widgets[id];
          return widget === undefined ? null : (
            <div key={id} style={cellOf(box)} className={classes.cell}>
              <WidgetFrame id={id} widget={widget} />
            </div>
          );
        })}
      </div>
    </PageLiveProvider>
  );
}
