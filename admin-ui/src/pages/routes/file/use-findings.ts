import { useDebouncedValue } from '@mantine/hooks';
import type { FieldError } from '@/data/errors';
import { useLint } from '@/data/routes/queries';
import type { RoutesDocument } from '@/data/routes/types';

export interface PlacedFinding extends FieldError {
  level: 'error' | 'warning';
}

const PAUSE_MS = 700;
const NONE: PlacedFinding[] = [];

/** What the router would say of the text as it is now; nothing while it is away. */
export function useFindings(document: RoutesDocument | undefined): PlacedFinding[] {
  const [settled] = useDebouncedValue(document, PAUSE_MS);
  const lint = useLint(document === undefined || settled === undefined ? null : settled);
  if (document === undefined || lint.data === undefined) return NONE;
  return lint.data.map(({ level, key, message, pointer, params, hint, route }) => ({
    level,
    key,
    message,
    path: pointer ?? '',
    params: { ...params, hint: hint ?? '', route: route ?? '' },
  }));
}
