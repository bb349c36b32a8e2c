import { createContext, useContext } from 'react';
import type { FieldError } from '@/data/errors';
import type { Settings } from '@/data/settings/queries';

export type Group = 'errors' | 'sentry' | 'backup' | 'prometheus';

export interface Draft {
  settings: Settings;
  /** As stored, for secrets that are left alone. */
  stored: Settings;
  change: (next: Settings) => void;
  wrong: readonly FieldError[];
  mayChange: boolean;
}

const Context = createContext<Draft | null>(null);

export const DraftProvider = Context.Provider;

export function useDraft(): Draft {
  const draft = useContext(Context);
  if (draft === null) throw new Error('outside of the settings form');
  return draft;
}

/** Another document with one field changed. */
export function withField(settings: Settings, group: Group, field: string, value: unknown): Settings {
  return { ...settings, [group]: { ...settings[group], [field]: value } };
}
