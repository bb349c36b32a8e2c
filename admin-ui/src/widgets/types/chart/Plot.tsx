import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { currentLanguage } from '@/i18n';
import classes from './chart.module.css';
import { followFingers } from './gestures';
import type { Joined } from './join';
import { COLORS } from './lines';
import { plotOptions, type Colors, type Look, type Reports } from './plot-options';
import type { Span } from './zoom';

interface Props extends Reports {
  look: Look;
  data: Joined;
  span: Span;
  /** Turned by the wheel: below 1 narrower, around a share of the picture. */
  turned: (factor: number, around: number) => void;
  /** Pushed by a finger: by a share of the span, later above 0. */
  pushed: (share: number) => void;
}

/** Below this height lines alone are drawn, without axes. */
const COMPACT_PX = 80;

function colorsOf(element: Element): Colors {
  const style = getComputedStyle(element);
  const get = (name: string) => style.getPropertyValue(name).trim() || '#888888';
  return {
    text: get('--mantine-color-dimmed'),
    grid: get('--rail-line'),
    series: Array.from({ length: COLORS }, (_, index) => get(`--chart-${index + 1}`)),
    tones: { ok: get('--rail-ok'), warn: get('--rail-warn'), bad: get('--rail-bad') },
  };
}

/** The picture on its canvas; made anew when its look changes, else only its data move. */
export function Plot({ look, data, span, turned, pushed, drawn, reset, cursor }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const now = useRef({ data, span, look, reports: { drawn, reset, cursor }, turned, pushed });
  useEffect(() => {
    now.current = { data, span, look, reports: { drawn, reset, cursor }, turned, pushed };
  });
  const scheme = useComputedColorScheme('light');
  const [compact, setCompact] = useState(false);
  const key = `${compact} ${scheme} ${currentLanguage()} ${JSON.stringify(look)}`;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const reports: Reports = {
      drawn: (from, to) => now.current.reports.drawn(from, to),
      reset: () => now.current.reports.reset(),
      cursor: (index) => now.current.reports.cursor(index),
    };
    const size = () => ({ width: Math.max(40, element.clientWidth), height: Math.max(30, element.clientHeight) });
    const made = new uPlot(plotOptions(now.current.look, colorsOf(element), { ...size(), compact }, reports), [[]], element);
    plot.current = made;
    show(made, now.current.data, now.current.span);
    const observer = new ResizeObserver(() => {
      made.setSize(size());
      setCompact(element.clientHeight < COMPACT_PX);
    });
    observer.observe(element);
    const wheel = (event: WheelEvent) => {
      // Otherwise a page could not be scrolled past its charts.
      if (!event.ctrlKey && !event.metaKey && !element.parentElement?.contains(document.activeElement)) return;
      event.preventDefault();
      const box = made.over.getBoundingClientRect();
      const around = Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
      now.current.turned(event.deltaY > 0 ? 1.25 : 0.8, around);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    const leave = followFingers(made.over, {
      dragged: (share) => now.current.pushed(-share),
      pinched: (factor, around) => now.current.turned(factor, around),
    });
    return () => {
      observer.disconnect();
      leave();
      element.removeEventListener('wheel', wheel);
      made.destroy();
      plot.current = null;
    };
    // The key tells when the look is another one.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);

  useEffect(() => {
    if (plot.current !== null) show(plot.current, data, span);
  }, [data, span]);

  return <div ref={place} className={classes.plot} aria-hidden data-testid="plot" />;
}

function show(plot: uPlot, data: Joined, { from, to }: Span): void {
  plot.batch(() => {
    plot.setData(data as uPlot.AlignedData, false);
    plot.setScale('x', { min: from, max: to });
  });
}
