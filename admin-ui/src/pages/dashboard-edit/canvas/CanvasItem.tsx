import { memo, useRef, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import type { Widget } from '@/widgets/contract';
import { WidgetFrame } from '@/widgets/frame/WidgetFrame';
import { widgetTypes } from '@/widgets/registry';
import classes from './canvas.module.css';
import { InlineTitle } from './InlineTitle';

export interface ItemHandlers {
  pick: (event: PointerEvent, id: string) => void;
  resize: (event: PointerEvent, id: string) => void;
  key: (event: KeyboardEvent, id: string) => void;
  rename: (id: string | null) => void;
  retitle: (id: string, title: string) => void;
  options: (id: string, options: Record<string, unknown>) => void;
}

interface Props {
  id: string;
  widget: Widget;
  label: string;
  style: CSSProperties;
  chosen: boolean;
  alone: boolean;
  lifted: boolean;
  renaming: boolean;
  on: ItemHandlers;
}

/** A widget on the canvas: live, under a pane that takes what is pressed for the editor. */
export const CanvasItem = memo(function CanvasItem(props: Props) {
  const { id, widget, label, style, chosen, alone, lifted, renaming, on } = props;
  const pane = useRef<HTMLDivElement>(null);
  const direct = alone && widgetTypes().get(widget.type)?.direct === true;
  return (
    <div role="none" className={classes.cell} style={style} data-lifted={lifted || undefined}>
      <div className={classes.inside} inert={!direct}>
        <WidgetFrame id={id} widget={widget} editing onOptions={(options) => on.options(id, options)} />
      </div>
      <div
        ref={pane}
        role="option"
        aria-selected={chosen}
        aria-label={label}
        tabIndex={0}
        className={classes.item}
        data-item={id}
        data-direct={direct || undefined}
        data-testid={`item-${id}`}
        onPointerDown={(event) => on.pick(event, id)}
        onDoubleClick={() => on.rename(id)}
        onKeyDown={(event) => on.key(event, id)}
      />
      {renaming ? (
        <InlineTitle
          title={widget.title}
          onDone={(title) => on.retitle(id, title)}
          onEnd={(byKey) => {
            on.rename(null);
            if (byKey) requestAnimationFrame(() => pane.current?.focus());
          }}
        />
      ) : null}
      {alone && !renaming ? (
        <div
          className={classes.handle}
          onPointerDown={(event) => on.resize(event, id)}
          data-testid={`resize-${id}`}
          aria-hidden
        />
      ) : null}
    </div>
  );
});
