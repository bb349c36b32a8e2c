import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as calls from './calls';
import { DASHBOARDS_KEY } from './queries';
import type { Content } from './types';

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: DASHBOARDS_KEY });
}

/** Stores a page with its widgets; throws 409 when the revision is outdated. */
export function useSaveContent() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, content, rev }: { id: string; content: Content; rev: number }) => calls.saveContent(id, content, rev),
    onSuccess: refresh,
  });
}

/** Takes a page away as `remove` does it. */
export function useDeletePage(remove: () => Promise<void>) {
  const refresh = useRefresh();
  return useMutation({ mutationFn: remove, onSuccess: refresh });
}

export function useRestoreVersion() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: calls.restoreVersion, onSuccess: refresh });
}

export function useProposePage() {
  return useMutation({
    mutationFn: ({ instance, language }: { instance: string; language: string }) => calls.proposePage(instance, language),
  });
}
