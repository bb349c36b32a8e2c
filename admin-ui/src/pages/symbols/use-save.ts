import { useQueryClient } from '@tanstack/react-query';
import { ApiError } from '@/data/errors';
import { useSaveInstance } from '@/data/instances/queries';
import type { Instance } from '@/data/instances/types';
import type { ConfigChange } from '@/data/nodes/types';
import { draftOf } from '@/pages/instance-edit/draft';
import { withChange } from './change';

/** Saves ticks as an edit of the instance, based on the revision the page was opened with. */
export function useSaveChange(base: Instance | undefined, change: ConfigChange | undefined, onSaved: () => void) {
  const client = useQueryClient();
  const save = useSaveInstance();
  const run = (on: Instance) => {
    if (change === undefined) return;
    save.mutate(
      { draft: withChange(draftOf(on), change), revision: on.revision },
      {
        onSuccess: (instance) => {
          client.setQueryData(['instance', on.id], instance);
          onSaved();
        },
      },
    );
  };
  const theirs =
    save.error instanceof ApiError && save.error.status === 409 ? (save.error.body.current as Instance | undefined) : undefined;
  return {
    save: () => {
      if (base !== undefined) run(base);
    },
    /** The same change on top of what somebody else saved. */
    saveOn: run,
    /** Goes on with what somebody else saved. */
    take: (instance: Instance) => {
      client.setQueryData(['instance', instance.id], instance);
      save.reset();
    },
    forget: () => save.reset(),
    pending: save.isPending,
    conflict: theirs,
    mine: theirs && change ? withChange(draftOf(theirs), change) : undefined,
    error: theirs === undefined ? save.error : null,
  };
}
