import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOLD_MS, useHold } from '@/ui/use-hold';

describe('a button that is held', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const key = (name: string) => ({ key: name, preventDefault: () => undefined }) as never;

  it('acts once after the time, not before', () => {
    const held = vi.fn();
    const { result } = renderHook(() => useHold(held));
    act(() => result.current.handlers.onPointerDown());
    expect(result.current.holding).toBe(true);
    act(() => void vi.advanceTimersByTime(HOLD_MS - 1));
    expect(held).not.toHaveBeenCalled();
    act(() => void vi.advanceTimersByTime(1));
    expect(held).toHaveBeenCalledTimes(1);
    act(() => void vi.advanceTimersByTime(5 * HOLD_MS));
    expect(held).toHaveBeenCalledTimes(1);
  });

  it.each(['onPointerUp', 'onPointerLeave', 'onPointerCancel', 'onBlur'] as const)('does nothing after %s', (end) => {
    const held = vi.fn();
    const { result } = renderHook(() => useHold(held));
    act(() => result.current.handlers.onPointerDown());
    act(() => void vi.advanceTimersByTime(HOLD_MS / 2));
    act(() => result.current.handlers[end]());
    act(() => void vi.advanceTimersByTime(2 * HOLD_MS));
    expect(held).not.toHaveBeenCalled();
  });

  it.each([' ', 'Enter'])('is held with the key "%s", whose repeats begin nothing anew', (name) => {
    const held = vi.fn();
    const { result } = renderHook(() => useHold(held));
    for (let at = 0; at < 4; at += 1) {
      act(() => result.current.handlers.onKeyDown(key(name)));
      act(() => void vi.advanceTimersByTime(HOLD_MS / 4));
    }
    expect(held).toHaveBeenCalledTimes(1);
  });

  it('ignores other keys and ends with the component', () => {
    const held = vi.fn();
    const { result, unmount } = renderHook(() => useHold(held));
    act(() => result.current.handlers.onKeyDown(key('a')));
    expect(result.current.holding).toBe(false);
    act(() => result.current.handlers.onPointerDown());
    unmount();
    vi.advanceTimersByTime(2 * HOLD_MS);
    expect(held).not.toHaveBeenCalled();
  });
});
