import { useTranslation } from 'react-i18next';
import { useSyncExternalStore } from 'react';
import type { FieldError } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { useRouteEdit } from '../context';
import type { Placed } from './place';

export interface FieldProblem {
  error: string | undefined;
  warning: string | undefined;
  /** Character at which the router found it, where it says so. */
  offset: number | undefined;
}

/** What is wrong at a field: what saving brought, else what the router says while typing. `deep`: also below it. */
export function useProblem(place: string, deep = false): FieldProblem {
  const { t } = useTranslation('route-edit');
  const { store, findings } = useRouteEdit();
  const reasons = useReason();
  const errors = useSyncExternalStore(store.subscribe, () => store.allErrors);
  const fits = (at: string) => at === place || (deep && at.startsWith(`${place}/`));
  const saved = errors.find(({ path }) => fits(path));
  const here = findings.filter((finding) => fits(finding.place));
  const wrong = here.find(({ level }) => level === 'error');
  const warned = here.find(({ level }) => level === 'warning');
  const offset = wrong?.params?.['offset'];
  return {
    error: saved ? reasons.text(saved) : wrong ? reasons.text(reasonOfFinding(wrong)) : undefined,
    warning: warned ? t('check.warning', { text: reasons.text(reasonOfFinding(warned)) }) : undefined,
    offset: typeof offset === 'number' ? offset : undefined,
  };
}

/** A finding as a reason whose sentence can hold its suggestion. */
export function reasonOfFinding({ key, message, hint, params, place }: Placed): FieldError {
  return { key, message, path: place, params: { ...params, ...(hint ? { hint } : {}) } };
}
