import { Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointView } from '@/data/points/types';
import type { Widget } from '@/widgets/contract';
import { PageLiveProvider, useValues } from '@/widgets/live/context';
import { widgetTypes } from '@/widgets/registry';
import classes from './course.module.css';

/** The chart of dashboards, of this one point. */
export function CourseChart({ point }: { point: PointView }) {
  const { address, type } = point;
  const widget = useMemo<Widget>(
    () => ({
      type: 'chart',
      title: '',
      page: '',
      bindings: { series_1: { source: address } },
      layout: { x: 0, y: 0, w: 4, h: 4 },
      layouts: {},
      options: { legend: false, ...(type === 'BOOL' ? { style: 'step', min: 0, max: 1 } : {}) },
      role: 'viewer',
    }),
    [address, type],
  );
  const widgets = useMemo(() => ({ course: widget }), [widget]);
  return (
    <div className={classes.chart} data-testid="course">
      <PageLiveProvider widgets={widgets}>
        <Drawn widget={widget} />
      </PageLiveProvider>
    </div>
  );
}

function Drawn({ widget }: { widget: Widget }) {
  const { t } = useTranslation('points');
  const values = useValues(widget.bindings);
  const type = widgetTypes().get(widget.type);
  if (type === undefined) return null;
  return (
    <Suspense fallback={<p className={classes.reading}>{t('course.loading')}</p>}>
      <type.View id="course" widget={widget} values={values} editing={false} />
    </Suspense>
  );
}
