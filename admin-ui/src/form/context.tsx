import { createContext, useContext, useMemo, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '@/data/errors';
import { plain } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { child } from './pointer';
import { fieldOf, type Field, type JsonSchema } from './schema';
import type { FormStore } from './store';
import { choiceText, descriptionOf, titleOf, type FieldTextBook } from './texts';

/** What a page adds to a field, by schema path: above the fields of an object, below any other field. */
export type FormTools = Record<string, ComponentType<{ pointer: string }>>;

interface Form {
  store: FormStore;
  root: JsonSchema;
  book: FieldTextBook | undefined;
  tools: FormTools;
}

const NO_TOOLS: FormTools = {};

const Context = createContext<Form | null>(null);

type Given = Omit<Form, 'tools'> & { tools?: FormTools; children: ReactNode };

export function FormProvider({ store, root, book, tools = NO_TOOLS, children }: Given) {
  const form = useMemo(() => ({ store, root, book, tools }), [store, root, book, tools]);
  return <Context value={form}>{children}</Context>;
}

export function useForm(): Form {
  const form = useContext(Context);
  if (form === null) throw new Error('a field outside a form');
  return form;
}

/** The value at a pointer; re-renders when it becomes another one. */
export function useValue(pointer: string): unknown {
  const { store } = useForm();
  return useSyncExternalStore(store.subscribe, () => store.get(pointer));
}

/** The values of some properties of an object; re-renders only when one of them changes. */
export function useChosen(pointer: string, names: readonly string[]): Record<string, unknown> {
  const { store } = useForm();
  const chosen = () => Object.fromEntries(names.map((name) => [name, store.get(child(pointer, name))]));
  const text = useSyncExternalStore(store.subscribe, () => (names.length === 0 ? '{}' : JSON.stringify(chosen())));
  return JSON.parse(text) as Record<string, unknown>;
}

export function useErrors(): readonly FieldError[] {
  const { store } = useForm();
  return useSyncExternalStore(store.subscribe, () => store.allErrors);
}

/** What every field is given: its place in the value, its place in the schema, the schema itself. */
export interface FieldProps {
  pointer: string;
  path: string;
  schema: JsonSchema;
  required: boolean;
}

/** Everything an input needs: value, texts, error and how to change it. */
export function useField({ pointer, path, schema: raw, required }: FieldProps) {
  const { t } = useTranslation('form');
  const reasons = useReason();
  const { store, root, book } = useForm();
  const field = useMemo(() => fieldOf(raw, root), [raw, root]);
  const value = useValue(pointer);
  const error = useSyncExternalStore(store.subscribe, () => store.errorAt(pointer));
  const { schema } = field;
  const unit = schema['x-unit'];
  const title = titleOf(schema, path, book);
  const notes = [
    descriptionOf(schema, path, book),
    rangeNote(field, t),
    schema['x-restart'] ? `${t('restart_needed')}.` : undefined,
  ];
  return {
    field,
    value,
    title,
    label: unit ? `${title} (${unit})` : title,
    description: notes.filter(Boolean).join(' ') || undefined,
    error: error ? reasons.text(error) : undefined,
    required: required && schema.default === undefined,
    /** What holds while nothing is set, in the form's own words. */
    fallback: schema.default === undefined || schema.default === null || schema.default === '' ? undefined : schema.default,
    choice: (choice: unknown) => choiceText(choice, path, book),
    set: (next: unknown) => store.set(pointer, next),
  };
}

type FormT = ReturnType<typeof useTranslation<'form'>>['t'];

function rangeNote({ schema }: Field, t: FormT): string | undefined {
  const { minimum: min, maximum: max, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  if (min !== undefined && max !== undefined) return `${t('range.between', { min: plain(min), max: plain(max) })}.`;
  if (min !== undefined) return `${t('range.from', { min: plain(min) })}.`;
  if (max !== undefined) return `${t('range.to', { max: plain(max) })}.`;
  if (above !== undefined) return `${t('range.above', { min: plain(above) })}.`;
  return below === undefined ? undefined : `${t('range.below', { max: plain(below) })}.`;
}
