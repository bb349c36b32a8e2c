import type { FieldError } from '@/data/errors';
import { getAt, isBelow, setAt } from './pointer';

/** A form's value and its errors; fields subscribe to their own place, so a keystroke costs one field. */
export class FormStore {
  private listeners = new Set<() => void>();
  private errors: readonly FieldError[] = [];
  private current: unknown;
  private original: unknown;
  /** Counts changes of the value. */
  version = 0;

  constructor(value: unknown) {
    this.current = value;
    this.original = value;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get value(): unknown {
    return this.current;
  }

  get dirty(): boolean {
    return this.current !== this.original && JSON.stringify(this.current) !== JSON.stringify(this.original);
  }

  get(pointer: string): unknown {
    return getAt(this.current, pointer);
  }

  /** Sets one place (undefined removes it); errors at, above and below it are no longer true. */
  set(pointer: string, value: unknown): void {
    this.current = setAt(this.current, pointer, value);
    this.errors = this.errors.filter(({ path }) => !isBelow(path, pointer) && !(path !== '' && isBelow(pointer, path)));
    this.version += 1;
    this.tell();
  }

  /** Puts a whole value in place; `clean` makes it the one that counts as saved. */
  replace(value: unknown, clean = false): void {
    this.current = value;
    if (clean) this.original = value;
    this.errors = [];
    this.version += 1;
    this.tell();
  }

  get allErrors(): readonly FieldError[] {
    return this.errors;
  }

  setErrors(errors: readonly FieldError[]): void {
    this.errors = errors;
    this.tell();
  }

  errorAt(pointer: string): FieldError | undefined {
    return this.errors.find(({ path }) => path === pointer);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Positions of a list's items that have errors in them. */
export function errorRows(errors: readonly FieldError[], pointer: string): number[] {
  const rows = errors
    .filter(({ path }) => path.startsWith(`${pointer}/`))
    .map(({ path }) => Number(path.slice(pointer.length + 1).split('/')[0]));
  return [...new Set(rows)].filter(Number.isInteger).toSorted((a, b) => a - b);
}
