import { describe, expect, it, vi } from 'vitest';
import { again } from '@/app/again';

describe('a page whose file cannot be fetched', () => {
  it('is asked for again and comes', async () => {
    const load = vi.fn().mockRejectedValueOnce(new TypeError('dropped')).mockResolvedValue('page');
    await expect(again(load, 1)()).resolves.toBe('page');
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('fails with the last reason after three attempts', async () => {
    const load = vi.fn().mockRejectedValue(new TypeError('gone'));
    await expect(again(load, 1)()).rejects.toThrow('gone');
    expect(load).toHaveBeenCalledTimes(3);
  });
});
