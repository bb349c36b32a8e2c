import type { Preview, Timeline, TimelineStep } from '@/data/routes/tools';
import type { OperatorStep, RouteEntry } from '@/data/routes/types';
import { parsePipeline, type Step } from '../pipeline/parse';
import { pipelineText } from '../pipeline/print';

/** What can keep a value from the steps. */
const GATES: readonly string[] = ['quality', 'condition', 'schedule', 'not_known'];

/** What keeps the newest value of every point from the steps; null when one of them passes. */
export function blockedBy({ runs }: Preview): string | null {
  const newest = runsByAddress(runs).flatMap(({ runs: own }) => own.at(-1) ?? []);
  const reasons = newest.map((run) => (run.steps.length === 0 && isGate(run) ? (run.reason ?? '') : null));
  return reasons.length > 0 && reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}

const isGate = ({ outcome, reason }: Timeline) => outcome === 'filtered' && GATES.includes(reason ?? '');

/** The route as it would be at any time and with any quality. */
export function withoutTimes({ schedule: _schedule, ...route }: RouteEntry): RouteEntry {
  return { ...route, quality: ['good', 'uncertain', 'bad'] };
}

/** The route as it would be without anything before its steps. */
export function withoutConditions({ when: _when, ...route }: RouteEntry): RouteEntry {
  return withoutTimes(route);
}

/** Runs of each source point, oldest first; the points in the order they came. */
export function runsByAddress(runs: readonly Timeline[]): { address: string; runs: Timeline[] }[] {
  const found = new Map<string, Timeline[]>();
  for (const run of runs) {
    if (run.back) continue;
    found.set(run.address, [...(found.get(run.address) ?? []), run]);
  }
  return [...found].map(([address, own]) => ({ address, runs: own.toSorted((a, b) => (a.at ?? a.ts) - (b.at ?? b.ts)) }));
}

/** Tells the runs of a point apart: a sample that waited and what came of it later have the same `ts`. */
export const keyOf = ({ ts, at = ts }: Timeline): string => `${ts} ${at}`;

/** The run of a point with that key, or its newest one. */
export function runAt(preview: Preview | undefined, address: string | undefined, key: string | undefined): Timeline | undefined {
  const own = runsByAddress(preview?.runs ?? []).find((group) => group.address === address)?.runs;
  return own?.findLast((run) => keyOf(run) === key) ?? own?.at(-1);
}

/** Whether a run is what came of an earlier sample that had been kept. */
export function isEmission(run: Timeline, runs: readonly Timeline[]): boolean {
  return runs.some((other) => other.outcome === 'pending' && other.ts === run.ts && (other.at ?? 0) < (run.at ?? 0));
}

export function lastEmission(groups: readonly { address: string; runs: Timeline[] }[], address: string): Timeline | undefined {
  const own = groups.find((group) => group.address === address)?.runs ?? [];
  return own.findLast((run) => isEmission(run, own));
}

/** What became of a sample at each step that is written; a named pipeline is one step there and several here. */
export function stepResults(
  run: Timeline | undefined,
  steps: readonly Step[],
  pipelines: Record<string, string | OperatorStep[]> = {},
): (TimelineStep | undefined)[] {
  let next = 0;
  return steps.map((step) => {
    const own = run?.steps.slice(next, next + widthOf(step, pipelines)) ?? [];
    next += widthOf(step, pipelines);
    return own.find(({ held, later }) => held || later) ?? own.at(-1);
  });
}

/** How many operators a written step stands for. */
function widthOf(step: Step, pipelines: Record<string, string | OperatorStep[]>, depth = 0): number {
  if (!step.name.startsWith('@') || depth > 16) return 1;
  const { steps } = parsePipeline(pipelineText(pipelines[step.name.slice(1)]));
  return steps.reduce((sum, inner) => sum + widthOf(inner, pipelines, depth + 1), 0);
}

/** Position of the step that failed, when one did. */
export function failedStep(
  run: Timeline | undefined,
  steps: readonly Step[],
  pipelines: Record<string, string | OperatorStep[]> = {},
) {
  if (run?.outcome !== 'dropped' || run.reason !== 'error') return -1;
  let reached = 0;
  return steps.findIndex((step) => (reached += widthOf(step, pipelines)) > run.steps.length);
}

export type ConditionState = 'true' | 'false' | 'unknown' | 'not_asked';

/** Whether the condition held for a sample. */
export function conditionOf(run: Timeline | undefined): ConditionState {
  if (run === undefined) return 'unknown';
  if (run.outcome !== 'filtered') return run.steps.length > 0 || run.reason !== 'error' ? 'true' : 'unknown';
  if (run.reason === 'condition') return 'false';
  if (run.reason === 'not_known') return 'unknown';
  return run.reason === 'quality' || run.reason === 'schedule' ? 'not_asked' : 'true';
}
