import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Reason } from '../errors';
import { call, get, post, remove } from '../http';

const SETTINGS_KEY = ['settings'] as const;
const SENTRY_KEY = ['settings', 'sentry'] as const;
const SELECTION_KEY = ['settings', 'prometheus'] as const;
const CERTIFICATES_KEY = ['certificates'] as const;

/** A secret that is set stands as a mark; sent back, it stays as it is. */
export type Secret = string | { $secret: boolean };

/** `settings.json` as a whole; language "" follows the browser. */
export interface Settings {
  version: number;
  language: '' | 'de' | 'en';
  errors: { days: number; max_mb: number };
  sentry: { enabled: boolean; dsn: Secret; environment: string; allow_lan: boolean };
  backup: { enabled: boolean; every_days: number; at: string; keep: number; max_age_days: number; passphrase: Secret };
  /** Patterns of the points Prometheus is told, and how many at most. */
  prometheus: { points: string[]; budget: number };
}

interface SettingsView {
  document: Settings;
  revision: number;
}

/** Counted since the start of the gateway; times in Unix ms. */
export interface Reporting {
  enabled: boolean;
  sent: number;
  waiting: number;
  dropped: number;
  last_sent: number | null;
  problem: Reason | null;
}

/** Points the saved patterns select; unsuited: texts; without_value: told, but not good now. */
export interface Selection {
  budget: number;
  selected: number;
  over_budget: number;
  unsuited: number;
  without_value: number;
  patterns: { pattern: string; points: number }[];
}

export interface Certificate {
  subject: string;
  issuer: string;
  names: string[];
  begins: number;
  expires: number;
  sha256: string;
}

/** own: issued by the box; missing: names of the box the certificate is not for. */
export interface Certificates {
  own: boolean;
  server: Certificate | null;
  authority: Certificate | null;
  missing: string[];
}

export function useSettings() {
  return useQuery({
    queryKey: SETTINGS_KEY,
    queryFn: ({ signal }) => get<SettingsView>('/api/settings', signal),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function useSaveSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ document, revision }: SettingsView) =>
      call<SettingsView>('PUT', '/api/settings', { body: document, revision }),
    onSuccess: (view) => {
      client.setQueryData(SETTINGS_KEY, view);
      void client.invalidateQueries({ queryKey: SENTRY_KEY });
      void client.invalidateQueries({ queryKey: SELECTION_KEY });
    },
  });
}

export function useReporting() {
  return useQuery({
    queryKey: SENTRY_KEY,
    queryFn: ({ signal }) => get<Reporting>('/api/settings/sentry', signal),
    refetchInterval: 10_000,
  });
}

export function useSelection() {
  return useQuery({
    queryKey: SELECTION_KEY,
    queryFn: ({ signal }) => get<Selection>('/api/settings/prometheus', signal),
    refetchInterval: 10_000,
  });
}

export function useTestReport() {
  return useMutation({ mutationFn: () => post<{ sent: boolean; problem: Reason | null }>('/api/settings/sentry/test') });
}

export function useCertificates() {
  return useQuery({
    queryKey: CERTIFICATES_KEY,
    queryFn: ({ signal }) => get<Certificates>('/api/certificates', signal),
  });
}

export function useCertificateActions() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: CERTIFICATES_KEY });
  const put = useMutation({
    mutationFn: (body: { certificate: string; key: string }) => call<Certificates>('PUT', '/api/certificates/server', { body }),
    onSettled,
  });
  const drop = useMutation({ mutationFn: () => remove('/api/certificates/server'), onSettled });
  return { put, drop };
}
