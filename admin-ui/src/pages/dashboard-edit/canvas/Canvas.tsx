import { useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { cellOf, gridStyle, ROW_PX } from '@/pages/dashboard/grid-style';
import { COLUMNS, type Box } from '@/widgets/contract';
import { bottomOf, inReadingOrder, placed } from '@/widgets/layout/boxes';
import { PageLiveProvider } from '@/widgets/live/context';
import { widgetTypes } from '@/widgets/registry';
import { draggedType } from '../palette/dragging';
import { useEditor, useEditorState, useLayout } from '../store/context';
import { changeWidget, newWidget } from '../store/draft';
import classes from './canvas.module.css';
import { CanvasItem, type ItemHandlers } from './CanvasItem';
import { cellAt, cellIn } from './cells';
import { add } from './commands';
import { useBand } from './use-band';
import { useDrag } from './use-drag';
import { useWords } from './use-words';

/** As wide as such a screen is about; the wider ones are scrolled where there is no room for them. */
const WIDTHS = {
  phone: { maxWidth: 390 },
  tablet: { maxWidth: 820, minWidth: 600 },
  desktop: { minWidth: 760 },
  wall: { minWidth: 1060 },
} as const;
const SPARE_ROWS = 3;

/** The page as it will be, with handles: chosen, moved, resized and renamed by pointer and keys. */
export function Canvas() {
  const { t } = useTranslation('dashboard-edit');
  const { store, page, announce } = useEditor();
  const { draft, chosen, breakpoint } = useEditorState();
  const stored = useLayout();
  const words = useWords();
  const canvas = useRef<HTMLDivElement>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [ghost, setGhost] = useState<Box | null>(null);
  const { drag, begin } = useDrag(canvas, () => announce(words.placed()));
  const { band, begin: beginBand } = useBand();
  const layout = drag?.layout ?? stored;
  const columns = COLUMNS[breakpoint];
  const list = useMemo(() => placed(layout).toSorted(inReadingOrder), [layout]);

  const latest = useRef(begin);
  useEffect(() => {
    latest.current = begin;
  });
  const on = useMemo<ItemHandlers>(
    () => ({
      pick: (event, id) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        const before = store.get().chosen;
        if (event.ctrlKey || event.metaKey || event.shiftKey) store.toggle(id);
        else if (!before.includes(id)) store.choose([id]);
        const { chosen: now } = store.get();
        if (now.includes(id)) latest.current(event, now, 'move');
      },
      resize: (event, id) => {
        event.stopPropagation();
        latest.current(event, [id], 'resize');
      },
      key: (event, id) => {
        if (event.target !== event.currentTarget) return;
        const isArrow = event.key.startsWith('Arrow');
        if (event.key === 'F2') setRenaming(id);
        else if (event.key === ' ' && (event.ctrlKey || event.metaKey || event.shiftKey)) store.toggle(id);
        else if (event.key === ' ' || event.key === 'Enter') {
          store.choose([id]);
          if (event.key === 'Enter')
            requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-inspector] input')?.focus());
        } else if (isArrow && !store.get().chosen.includes(id)) store.choose([id]);
        else return;
        // An arrow chooses and moves in one go: the editor hears it too.
        if (!isArrow) event.preventDefault();
      },
      rename: setRenaming,
      retitle: (id, title) => store.change(changeWidget(store.get().draft, id, { title })),
      options: (id, options) => store.change(changeWidget(store.get().draft, id, { options }), `view ${id}`),
    }),
    [store],
  );

  const over = (event: DragEvent) => {
    const type = widgetTypes().get(draggedType(event.dataTransfer) ?? '');
    const rect = canvas.current?.getBoundingClientRect();
    if (type === undefined || rect === undefined) return undefined;
    event.preventDefault();
    const cell = cellAt(event.clientX - rect.left, event.clientY - rect.top, cellIn(rect.width, columns));
    return { type, cell: { x: Math.min(cell.x, Math.max(0, columns - type.size.w)), y: cell.y } };
  };
  const rows = Math.max(6, bottomOf(layout) + SPARE_ROWS);
  return (
    <PageLiveProvider widgets={draft.widgets}>
      <div
        ref={canvas}
        role="listbox"
        aria-multiselectable
        aria-label={t('canvas')}
        tabIndex={-1}
        className={classes.canvas}
        data-canvas
        data-testid="canvas"
        style={{
          ...gridStyle(columns),
          ...WIDTHS[breakpoint],
          minHeight: rows * ROW_PX,
          backgroundSize: `calc((100% + 8px) / ${columns}) ${ROW_PX}px`,
        }}
        onPointerDown={beginBand}
        onDragOver={(event) => {
          const at = over(event);
          if (at) setGhost({ ...at.cell, w: Math.min(at.type.size.w, columns), h: at.type.size.h });
        }}
        onDragLeave={() => setGhost(null)}
        onDrop={(event) => {
          const at = over(event);
          setGhost(null);
          if (at) add(store, page, [newWidget(at.type, page)], at.cell);
        }}
      >
        {list.map(({ id, box }) => {
          const widget = draft.widgets[id];
          const isChosen = chosen.includes(id);
          return widget === undefined ? null : (
            <CanvasItem
              key={id}
              id={id}
              widget={widget}
              label={`${words.name(widget)}, ${words.place(box)}`}
              style={cellOf(box)}
              chosen={isChosen}
              alone={isChosen && chosen.length === 1}
              lifted={drag?.ids.includes(id) ?? false}
              renaming={renaming === id}
              on={on}
            />
          );
        })}
        {ghost ? <div className={classes.ghost} style={cellOf(ghost)} aria-hidden /> : null}
        {band ? (
          <div
            className={classes.band}
            style={{ left: band.left, top: band.top, width: band.right - band.left, height: band.bottom - band.top }}
            aria-hidden
          />
        ) : null}
      </div>
      {list.length === 0 ? <p className={classes.hint}>{t('empty_canvas')}</p> : null}
    </PageLiveProvider>
  );
}
