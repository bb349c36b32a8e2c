import type { World } from './world.mjs';

export function answer(
  world: World,
  method: string,
  url: URL,
  body: unknown,
  headers: Record<string, string>,
): { status: number; data: unknown };
