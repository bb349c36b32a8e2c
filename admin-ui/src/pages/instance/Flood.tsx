import type { Instance } from '@/data/instances/types';
import { useCounters } from '@/data/routes/queries';
import type { Dialogs } from '@/pages/instances/dialogs/state';
import { SpamCard } from '@/pages/instances/SpamCard';
import { Evidence } from '@/pages/routes/sources/Evidence';

/** The red card with what the router saw: the loudest topics, how often, what happens next. */
export function Flood({ instance, open }: { instance: Instance; open: Dialogs['open'] }) {
  const breaker = useCounters().data?.sources.find(({ id }) => id === instance.id)?.breaker;
  return (
    <>
      <SpamCard instance={instance} open={open} breaker={breaker} />
      {breaker?.state === 'open' ? <Evidence breaker={breaker} /> : null}
    </>
  );
}
