import { Suspense, useState } from 'react';
import type { Widget, WidgetType } from '@/widgets/contract';
import { widgetTypes } from '@/widgets/registry';
import classes from './gallery.module.css';
import { liveOf, SAMPLES, STATES, type State } from './samples';

const CELL = { w: 96, h: 80 };

/** Every type in every state; `?type=` shows one, `?state=` one state. */
export function Gallery() {
  const asked = new URLSearchParams(location.search);
  const types = [...widgetTypes().values()].filter(({ type }) => [null, type].includes(asked.get('type')));
  const states = STATES.filter((state) => [null, state].includes(asked.get('state')));
  return (
    <main className={classes.page}>
      <h1 className={classes.title}>{'Widgets'}</h1>
      {types.map((type) => (
        <section key={type.type} className={classes.row} aria-label={type.type}>
          {states.map((state) => (
            <Tile key={state} type={type} state={state} />
          ))}
        </section>
      ))}
    </main>
  );
}

function Tile({ type, state }: { type: WidgetType; state: State }) {
  const { bindings, options = {} } = SAMPLES[type.type] ?? { bindings: {} };
  const [chosen, setChosen] = useState(options);
  const [now] = useState(Date.now);
  const bound = state === 'unbound' ? {} : bindings;
  const size = state === 'small' ? { w: 2, h: 1 } : type.size;
  const title = state === 'small' ? type.type : `${type.type}: ${state}`;
  const widget: Widget = {
    type: type.type,
    title,
    page: 'home',
    bindings: Object.fromEntries(Object.entries(bound).map(([name, { binding }]) => [name, binding])),
    layout: { x: 0, y: 0, ...size },
    layouts: {},
    options: state === 'unbound' ? {} : chosen,
    role: 'viewer',
  };
  const values = Object.fromEntries(Object.entries(bound).map(([name, each]) => [name, liveOf(each, state, now)]));
  return (
    <article
      className={classes.tile}
      aria-label={title}
      style={{ width: `min(100%, ${size.w * CELL.w - 12}px)`, height: size.h * CELL.h - 12 }}
    >
      <h2 className={classes.heading}>{title}</h2>
      <div className={classes.body} data-bleed={type.bleed || undefined}>
        <Suspense>
          <type.View
            id={`${type.type}_${state}`}
            widget={widget}
            values={values}
            editing={state === 'editing'}
            onOptions={setChosen}
          />
        </Suspense>
      </div>
    </article>
  );
}
