import { ask } from '../calls/ask';
import { Queue } from './queue';
import type { NodeList, NodePage, Selection, Tick, TreeNode, TypePage } from './types';

export const PAGE = 100;
const FOUND = 200;
const SECONDS = 30;
/** The gateway lets six calls of a user run at once; the rest of the page needs room too. */
const queue = new Queue(4);

/** Asks an instance when it is its turn; a refusal carries the adapter's own reason. */
export function callInstance<T>(id: string, method: string, params: Record<string, unknown>, signal?: AbortSignal): Promise<T> {
  return queue.run(() => ask<T>(id, method, params, { signal, seconds: SECONDS }));
}

/** One page of a list of nodes, with their values at this moment where the list has them. */
export async function fetchNodes(id: string, list: NodeList, start: number, signal?: AbortSignal): Promise<NodePage> {
  const page = { start, limit: PAGE };
  switch (list.kind) {
    case 'children':
      return callInstance<NodePage>(id, 'browse', { path: list.path, values: true, ...page }, signal);
    case 'selected':
      return callInstance<NodePage>(id, 'selected', { ticks: list.ticks, ...page }, signal);
    case 'places': {
      const found = await callInstance<NodePage>(id, 'overview', { type: list.type, values: true, ...page }, signal);
      // It counts what it has looked at; one more line asks for the next page.
      return { ...found, start, total: start + found.nodes.length + (found.more ? 1 : 0), more: found.more ?? false };
    }
    case 'search': {
      const params = { text: list.text, limit: FOUND, values: true };
      const found = await callInstance<{ nodes: TreeNode[]; more: boolean }>(id, 'search', params, signal);
      return { start: 0, total: found.nodes.length, ...found };
    }
  }
}

export const fetchTypes = (id: string, start: number, signal?: AbortSignal) =>
  callInstance<TypePage>(id, 'overview', { start, limit: 500 }, signal);

export const fetchSelection = (id: string, ticks: readonly Tick[], paths: readonly string[], signal?: AbortSignal) =>
  callInstance<Selection>(id, 'selection', { ticks, paths }, signal);
