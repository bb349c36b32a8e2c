import type { Binding, LiveValue, Widget } from './contract';

const NOTHING: LiveValue = { value: null, quality: null, reason: null, ts: null, point: null };

/** A binding with what it tells now. */
export interface Bound {
  name: string;
  binding: Binding;
  live: LiveValue;
}

/** Names of the bindings of a slot that takes many, in the order of their numbers. */
export function boundTo(widget: Pick<Widget, 'bindings'>, slot: string): string[] {
  const own = new RegExp(`^${slot}(_?\\d+)?$`);
  const collator = new Intl.Collator('en', { numeric: true });
  return Object.keys(widget.bindings)
    .filter((name) => own.test(name))
    .toSorted(collator.compare);
}

/** The same with binding and value. */
export function allOf(widget: Pick<Widget, 'bindings'>, values: Record<string, LiveValue>, slot: string): Bound[] {
  return boundTo(widget, slot).flatMap((name) => {
    const binding = widget.bindings[name];
    return binding ? [{ name, binding, live: values[name] ?? NOTHING }] : [];
  });
}

/** One binding with its value; undefined where nothing is bound. */
export function oneOf(widget: Pick<Widget, 'bindings'>, values: Record<string, LiveValue>, name: string): Bound | undefined {
  // A text may ask for any name, also one that every object has.
  const binding = Object.hasOwn(widget.bindings, name) ? widget.bindings[name] : undefined;
  return binding && { name, binding, live: values[name] ?? NOTHING };
}

/** What a binding is called: its label, else the point's description, else the end of its address. */
export function nameOf({ binding, live }: Pick<Bound, 'binding' | 'live'>): string {
  return binding.label || live.point?.description || binding.source.split('.').slice(-2).join(' ');
}
