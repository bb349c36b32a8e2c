/** One thing that can be put in at the caret. */
export interface Option {
  kind: 'operator' | 'pipeline' | 'parameter' | 'value' | 'variable' | 'function' | 'word' | 'mark' | 'point';
  /** What is found by typing; shown in the list. */
  label: string;
  insert: string;
  /** Where the caret stands afterwards, from the start of what was put in; at its end without one. */
  caret?: number;
}

/** What fits at the caret: `at` to `end` is replaced by the chosen option. */
export interface Completion {
  at: number;
  end: number;
  typed: string;
  options: Option[];
  /** Addresses of points fit here; they are looked up by what was typed. */
  points?: boolean;
}

/** The options that go with what was typed: those that begin with it first. */
export function fitting(options: readonly Option[], typed: string, text: (option: Option) => string = () => ''): Option[] {
  const wanted = typed.toLowerCase();
  const rank = (option: Option) => {
    const label = option.label.toLowerCase();
    const about = text(option).toLowerCase();
    if (label.startsWith(wanted)) return 0;
    if (about.startsWith(wanted)) return 1;
    if (label.includes(wanted)) return 2;
    return about.includes(wanted) ? 3 : 4;
  };
  const ranked = options.map((option) => ({ option, at: rank(option) })).filter(({ at }) => at < 4);
  return ranked.toSorted((a, b) => a.at - b.at).map(({ option }) => option);
}

/** The text after an option was chosen, and where the caret belongs. */
export function apply(
  text: string,
  { at, end }: Pick<Completion, 'at' | 'end'>,
  option: Option,
): { text: string; caret: number } {
  return {
    text: text.slice(0, at) + option.insert + text.slice(end),
    caret: at + (option.caret ?? option.insert.length),
  };
}
