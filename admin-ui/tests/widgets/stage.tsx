import { Suspense, useState } from 'react';
import type { LiveValue, Widget } from '@/widgets/contract';
import { widgetTypes } from '@/widgets/registry';
import { liveOf, SAMPLES, type State } from '../../dev/gallery/samples';
import { show, type Stage } from '../pages/stage';

interface Wanted {
  state?: State;
  options?: Record<string, unknown>;
  values?: Record<string, Partial<LiveValue>>;
  editing?: boolean;
  mode?: Record<string, string | number>;
}

export interface WidgetStage extends Stage {
  /** What the view made of the options. */
  options: () => Record<string, unknown>;
}

/** One widget of the gallery with other options, values or right; writing goes to the made-up gateway. */
export function showWidget(
  name: string,
  { state = 'good', options, values = {}, editing = false, mode = {} }: Wanted = {},
): WidgetStage {
  const type = widgetTypes().get(name);
  if (type === undefined) throw new Error(`no type ${name}`);
  const { bindings, options: usual = {} } = SAMPLES[name] ?? { bindings: {} };
  const bound = state === 'unbound' ? {} : bindings;
  const now = Date.now();
  const heard: { options: Record<string, unknown> } = { options: { ...usual, ...options } };
  const Page = () => {
    const [chosen, setChosen] = useState({ ...usual, ...options });
    const widget: Widget = {
      type: name,
      title: 'Titel',
      page: 'home',
      bindings: Object.fromEntries(Object.entries(bound).map(([key, { binding }]) => [key, binding])),
      layout: { x: 0, y: 0, w: type.size.w, h: type.size.h },
      layouts: {},
      options: chosen,
      role: 'viewer',
    };
    const given = Object.fromEntries(
      Object.entries(bound).map(([key, sample]) => [key, { ...liveOf(sample, state, now), ...values[key] }]),
    );
    return (
      <main>
        <Suspense fallback={<p>{'…'}</p>}>
          <type.View
            id="one"
            widget={widget}
            values={given}
            editing={editing || state === 'editing'}
            onOptions={(next) => {
              heard.options = next;
              setChosen(next as typeof chosen);
            }}
          />
        </Suspense>
      </main>
    );
  };
  const stage = show(Page, '/', mode);
  return { ...stage, options: () => heard.options };
}
