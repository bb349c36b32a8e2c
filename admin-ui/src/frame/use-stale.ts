import { useLiveState } from '@/data/live/context';
import { useFromNow } from '@/format/now';

/** A short hiccup is not worth a word. */
const PATIENCE_MS = 3000;

/** Whether what is shown is from before, because the live link has been away for a while. */
export function useStale(): boolean {
  const { phase, since } = useLiveState();
  return useFromNow((now) => phase === 'reconnecting' && now - since >= PATIENCE_MS);
}
