import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, errorOfAnswer, type Reason } from '../errors';
import { call, get, remove } from '../http';

const BACKUPS_KEY = ['backups'] as const;
/** Sealing a large house takes a while; the list says how far it is. */
const LONG_MS = 180_000;
const FOLLOW_MS = 1000;
const LOOK_MS = 15_000;

/** One file; times in Unix ms, counts: items per section. */
export interface Backup {
  id: string;
  kind: 'manual' | 'scheduled' | 'before_restore' | 'uploaded';
  size: number;
  created: number;
  version: string;
  host: string;
  note: string;
  counts: Record<string, number>;
  problem: Reason | null;
}

export interface Work {
  kind: string;
  step: string;
  done: number;
  steps: number;
}

export interface BackupList {
  backups: Backup[];
  work: Work | null;
  next: number | null;
  problem: Reason | null;
}

export interface Difference {
  item: string;
  kind: 'added' | 'changed' | 'removed';
  title: string;
  fields: { path: string; before: unknown; after: unknown; secret: boolean }[];
  more: number;
}

export interface Section {
  section: string;
  items: number;
  differences: Difference[];
}

export interface Preview {
  sections: Section[];
  missing_types: string[];
}

export interface Restored {
  restored: Record<string, string[]>;
  before: string;
}

export function useBackups() {
  return useQuery({
    queryKey: BACKUPS_KEY,
    queryFn: ({ signal }) => get<BackupList>('/api/backups', signal),
    refetchInterval: ({ state }) => (state.data?.work ? FOLLOW_MS : LOOK_MS),
  });
}

const at = (id: string) => `/api/backups/${encodeURIComponent(id)}`;
const opening = (passphrase: string) => (passphrase === '' ? {} : { passphrase });

export function useBackupActions() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: BACKUPS_KEY });
  const create = useMutation({
    mutationFn: ({ passphrase, note }: { passphrase: string; note: string }) => {
      const made = call<Backup>('POST', '/api/backups', { body: { ...opening(passphrase), note }, timeoutMs: LONG_MS });
      void client.invalidateQueries({ queryKey: BACKUPS_KEY });
      return made;
    },
    onSettled,
  });
  const upload = useMutation({ mutationFn: uploadFile, onSettled });
  const drop = useMutation({ mutationFn: (id: string) => remove(at(id)), onSettled });
  return { create, upload, drop };
}

export function usePreview(id: string) {
  return useMutation({
    mutationFn: (passphrase: string) =>
      call<Preview>('POST', `${at(id)}/preview`, { body: opening(passphrase), timeoutMs: LONG_MS }),
  });
}

export function useRestore(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ passphrase, items }: { passphrase: string; items: Record<string, string[]> }) =>
      call<Restored>('POST', `${at(id)}/restore`, { body: { ...opening(passphrase), items }, timeoutMs: LONG_MS }),
    onSettled: () => client.invalidateQueries(),
  });
}

async function uploadFile(file: File): Promise<Backup> {
  let answer: Response;
  try {
    answer = await fetch('/api/backups/upload', {
      method: 'POST',
      headers: { 'Content-Type': 'application/zip', Accept: 'application/json' },
      credentials: 'same-origin',
      body: file,
    });
  } catch {
    throw new ApiError(0, { key: 'gateway_unreachable' });
  }
  const text = await answer.text();
  if (!answer.ok) throw errorOfAnswer(answer.status, text);
  return JSON.parse(text) as Backup;
}
