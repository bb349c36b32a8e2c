import type { Breakpoint } from '@/widgets/contract';
import type { Draft } from './draft';

const MOST_STEPS = 200;

export interface EditorState {
  draft: Draft;
  /** Ids of the chosen widgets, in the order they were chosen. */
  chosen: readonly string[];
  breakpoint: Breakpoint;
  canUndo: boolean;
  canRedo: boolean;
  dirty: boolean;
}

/** A page while it is edited: draft, choice, and the way back. */
export class EditorStore {
  private readonly listeners = new Set<() => void>();
  private past: Draft[] = [];
  private future: Draft[] = [];
  private group: string | null = null;
  private current: EditorState;

  /** `saved` is null for a page that was never stored. */
  constructor(
    draft: Draft,
    private saved: Draft | null,
    breakpoint: Breakpoint = 'desktop',
  ) {
    this.current = {
      draft,
      chosen: [],
      breakpoint,
      canUndo: false,
      canRedo: false,
      dirty: draft !== saved,
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get = (): EditorState => this.current;

  /** Takes over a new draft as one step; steps of the same group that follow each other, such as typing, are one. */
  change(draft: Draft, group: string | null = null): void {
    if (draft === this.current.draft) return;
    if (group === null || group !== this.group) this.past = [...this.past, this.current.draft].slice(-MOST_STEPS);
    this.group = group;
    this.future = [];
    this.show(draft);
  }

  undo(): void {
    const before = this.past.at(-1);
    if (before === undefined) return;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, this.current.draft];
    this.group = null;
    this.show(before);
  }

  redo(): void {
    const next = this.future.at(-1);
    if (next === undefined) return;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, this.current.draft];
    this.group = null;
    this.show(next);
  }

  choose(ids: readonly string[]): void {
    const known = [...new Set(ids)].filter((id) => id in this.current.draft.widgets);
    this.group = null;
    if (known.join() !== this.current.chosen.join()) this.tell({ chosen: known });
  }

  toggle(id: string): void {
    const { chosen } = this.current;
    this.choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  }

  setBreakpoint(breakpoint: Breakpoint): void {
    this.group = null;
    this.tell({ breakpoint });
  }

  /** The draft as it was sent is the one that counts as saved; what was changed meanwhile stays changed. */
  markSaved(draft: Draft): void {
    this.saved = draft;
    this.tell({});
  }

  /** What was stored when the draft began; null for a page that never was. */
  get base(): Draft | null {
    return this.saved;
  }

  /** Somebody else stored the page: every step becomes what `onto` makes of it, so that undoing takes back own steps only. */
  rebase(stored: Draft | null, onto: (draft: Draft) => Draft): void {
    this.past = this.past.map(onto);
    this.future = this.future.map(onto);
    this.saved = stored;
    this.group = null;
    this.show(onto(this.current.draft));
  }

  private show(draft: Draft): void {
    this.tell({ draft, chosen: this.current.chosen.filter((id) => id in draft.widgets) });
  }

  private tell(change: Partial<EditorState>): void {
    const next = { ...this.current, ...change };
    this.current = {
      ...next,
      canUndo: this.past.length > 0,
      canRedo: this.future.length > 0,
      dirty: next.draft !== this.saved && JSON.stringify(next.draft) !== JSON.stringify(this.saved),
    };
    for (const listener of this.listeners) listener();
  }
}
