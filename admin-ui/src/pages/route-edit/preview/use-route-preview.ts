import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { Scalar } from '@/data/points/types';
import { usePreview } from '@/data/routes/queries';
import type { Preview, PreviewRequest, Timeline } from '@/data/routes/tools';
import type { RouteEntry, RoutesDocument } from '@/data/routes/types';
import { blockedBy, keyOf, lastEmission, runAt, runsByAddress, withoutConditions, withoutTimes } from './model';

const PAUSE_MS = 400;
const EVERY_MS = 2000;
const SAMPLES = 60;
/** Where an unfinished route would send to; its targets are not shown. */
const NOWHERE = 'calc.preview';

export interface PreviewState {
  /** `idle`: nothing to try yet; `missing`: the router does not answer. */
  state: 'idle' | 'loading' | 'live' | 'missing';
  answer: Preview | undefined;
  /** The same whatever the time and the quality: what the condition says is in here. */
  anytime: Preview | undefined;
  /** The same with nothing before the steps: what they make of it is in here. */
  beyond: Preview | undefined;
  /** What keeps everything from the steps now: quality, schedule, condition, not_known. */
  blocked: string | null;
  /** Whether the answer is about what is written now. */
  current: boolean;
}

/** The preview and what somebody looks at in it. */
export interface ChosenPreview extends PreviewState {
  /** Source points that were tried. */
  addresses: string[];
  address: string | undefined;
  /** What really would happen, to the samples of the chosen point; oldest first. */
  runs: Timeline[];
  /** The chosen sample: what would happen, what the condition says, what the steps make of it. */
  real: Timeline | undefined;
  asked: Timeline | undefined;
  run: Timeline | undefined;
  /** The last result of a window or the like, while the newest sample only waits for one. */
  emitted: Timeline | undefined;
  /** Whether an older sample was chosen. */
  past: boolean;
  choose: (choice: Choice) => void;
  /** The value that is tried instead of those of the points. */
  value: Scalar | undefined;
  setValue: (value: Scalar | undefined) => void;
}

export interface Choice {
  address?: string | undefined;
  /** Which of its runs, by `keyOf`; the newest one without. */
  key?: string | undefined;
}

/** Adds to the preview which of its samples is looked at. */
export function useChosenPreview(document: RoutesDocument, entry: RouteEntry): ChosenPreview {
  const [choice, choose] = useState<Choice>({});
  const [value, setValue] = useState<Scalar | undefined>();
  const preview = useRoutePreview(document, entry, value);
  return useMemo(() => {
    const groups = runsByAddress(preview.answer?.runs ?? []);
    const chosen = groups.find((group) => group.address === choice.address) ?? groups[0];
    const address = chosen?.address;
    const real = runAt(preview.answer, address, choice.key);
    return {
      ...preview,
      addresses: groups.map((group) => group.address),
      address,
      runs: chosen?.runs ?? [],
      real,
      asked: runAt(preview.anytime, address, real && keyOf(real)),
      run: runAt(preview.beyond, address, real && keyOf(real)),
      past: choice.key !== undefined && real !== undefined && keyOf(real) === choice.key,
      emitted: preview.beyond && address ? lastEmission(runsByAddress(preview.beyond.runs), address) : undefined,
      choose,
      value,
      setValue,
    };
  }, [preview, choice, value]);
}

/** Tries the route on present values, again and again. `value`: on this one instead. */
export function useRoutePreview(document: RoutesDocument, entry: RouteEntry, value: Scalar | undefined): PreviewState {
  const request = useMemo(() => requestOf(document, entry, value), [document, entry, value]);
  const [asked] = useDebouncedValue(request, PAUSE_MS);
  const preview = usePreview(asked, EVERY_MS);
  const blocked = preview.data === undefined ? null : blockedBy(preview.data);
  const early = blocked === 'schedule' || blocked === 'quality';
  const always = useMemo(() => (asked === null ? null : { ...asked, route: withoutTimes(asked.route) }), [asked]);
  const relaxed = usePreview(early ? always : null, EVERY_MS);
  const anytime = early ? relaxed.data : preview.data;
  const held = anytime !== undefined && blockedBy(anytime) !== null;
  const open = useMemo(() => (asked === null ? null : { ...asked, route: withoutConditions(asked.route) }), [asked]);
  const opened = usePreview(held ? open : null, EVERY_MS);
  const state = request === null ? 'idle' : preview.error ? 'missing' : preview.data === undefined ? 'loading' : 'live';
  const live = state === 'live';
  const current = asked === request && !preview.isPlaceholderData;
  const answer = live ? preview.data : undefined;
  const beyond = held ? opened.data : anytime;
  return useMemo(
    () => ({
      state,
      answer,
      anytime: live ? anytime : undefined,
      beyond: live ? beyond : undefined,
      blocked: live ? blocked : null,
      current,
    }),
    [state, live, answer, anytime, beyond, blocked, current],
  );
}

function requestOf(document: RoutesDocument, entry: RouteEntry, value: Scalar | undefined): PreviewRequest | null {
  if (entry.from.length === 0) return null;
  const route = { ...entry, enabled: true, ...(entry.to.length === 0 ? { to: NOWHERE } : {}) };
  return {
    route,
    samples: SAMPLES,
    ...(document.pipelines ? { pipelines: document.pipelines } : {}),
    ...(document.place ? { place: document.place } : {}),
    ...(value === undefined ? {} : { value }),
  };
}
