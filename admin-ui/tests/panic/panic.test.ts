import { describe, expect, it } from 'vitest';
import { reaches } from '@/data/auth/rights';
import { unfinished, type Panic, type Where } from '@/data/panic/queries';

const panic = (level: Panic['level'], ...where: Where[]): Panic => ({
  level,
  since: 1,
  by: '',
  reason: '',
  damaged: '',
  saved: true,
  instances: where.map((each, at) => ({ instance: `i${at}`, step: 1, where: each })),
});

describe('whether a stop is still on its way', () => {
  it.each([
    [panic('all', 'stopped', 'stopped'), false],
    [panic('all', 'stopped', 'stopping'), true],
    [panic('all', 'running'), true],
    [panic('all', 'unknown'), true],
    [panic('all'), false],
    [panic('writes', 'running'), false],
    [panic(null, 'running'), false],
    [panic(null, 'stopping'), true],
    [undefined, false],
  ])('%#', (state, expected) => expect(unfinished(state)).toBe(expected));
});

describe('roles', () => {
  it('reach what stands below them', () => {
    expect(reaches('admin', 'operator')).toBe(true);
    expect(reaches('operator', 'operator')).toBe(true);
    expect(reaches('viewer', 'operator')).toBe(false);
    expect(reaches(undefined, 'viewer')).toBe(false);
    expect(reaches('nobody', 'viewer')).toBe(false);
  });
});
