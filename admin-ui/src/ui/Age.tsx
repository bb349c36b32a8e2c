import { useNow } from '@/format/now';
import { UNKNOWN } from '@/format/number';
import { moment, useSpan } from '@/format/time';

/** How long ago a Unix ms was, ticking; the exact time as a tooltip. */
export function Age({ ts }: { ts: number | null | undefined }) {
  const span = useSpan();
  const now = useNow();
  if (ts === null || ts === undefined || ts <= 0) return <span>{UNKNOWN}</span>;
  return <time title={moment(ts, now)}>{span((now - ts) / 1000)}</time>;
}
