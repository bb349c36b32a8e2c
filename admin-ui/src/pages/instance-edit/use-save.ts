import { useMutation } from '@tanstack/react-query';
import { ApiError, fieldErrorsOf, type FieldError } from '@/data/errors';
import { validateConfig } from '@/data/instances/calls';
import { useSaveInstance } from '@/data/instances/queries';
import type { Instance, InstanceDraft } from '@/data/instances/types';
import { meaningful } from '@/form/meaning';
import type { JsonSchema } from '@/form/schema';
import type { FormStore } from '@/form/store';
import { checkDraft } from './draft';

export interface Target {
  /** null for one that does not exist yet. */
  revision: number | null;
  schema: JsonSchema | null;
  taken: readonly string[];
}

/** Checks and saves a draft; what is wrong lands at its field, a conflict is handed over. */
export function useSave(store: FormStore, target: Target, onSaved: (instance: Instance) => void) {
  const save = useSaveInstance();
  const check = useMutation({ mutationFn: (sent: InstanceDraft) => serverErrors(sent, target) });
  // What means nothing beside another choice stays in the form only.
  const draft = () => {
    const { config, ...rest } = store.value as InstanceDraft;
    const sent = target.schema === null ? config : meaningful(config, target.schema, target.schema);
    return { ...rest, config: sent } as InstanceDraft;
  };

  const runCheck = async (): Promise<boolean> => {
    const seen = checkDraft(draft(), target.schema, target.revision === null, target.taken);
    if (seen.length > 0) {
      store.setErrors(seen);
      return false;
    }
    try {
      const found = await check.mutateAsync(draft());
      store.setErrors(found);
      return found.length === 0;
    } catch {
      // Shown through `error`; the draft stays as it is.
      return false;
    }
  };
  const runSave = async (revision = target.revision): Promise<void> => {
    save.reset();
    check.reset();
    if (!(await runCheck())) return;
    save.mutate({ draft: draft(), revision }, { onSuccess: onSaved, onError: (error) => store.setErrors(fieldErrorsOf(error)) });
  };
  const conflict = conflictOf(save.error);
  const atFields = save.error !== null && fieldErrorsOf(save.error).length > 0;
  return {
    check: () => {
      save.reset();
      void runCheck();
    },
    save: () => void runSave(),
    overwrite: (revision: number) => void runSave(revision),
    forget: () => save.reset(),
    pending: save.isPending || check.isPending,
    checking: check.isPending && !save.isPending,
    checked: check.isSuccess && check.data.length === 0 && save.isIdle,
    conflict,
    error: conflict === undefined && !atFields ? (save.error ?? check.error) : null,
  };
}

async function serverErrors(draft: InstanceDraft, target: Target): Promise<FieldError[]> {
  const answer = await validateConfig(draft.type, draft.config, target.revision === null ? undefined : draft.id);
  return answer.ok ? [] : answer.errors.map((error) => ({ ...error, path: `/config${error.path}` }));
}

function conflictOf(error: Error | null): Instance | undefined {
  if (!(error instanceof ApiError) || error.status !== 409) return undefined;
  return error.body.current as Instance | undefined;
}
