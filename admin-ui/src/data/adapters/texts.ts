import i18next from 'i18next';
import { useEffect } from 'react';
import { useAdapterTypes } from './queries';
import type { AdapterType } from './types';

/**
 * Makes the sentences that adapters bring for their own reason keys (`locales/<language>.reasons.json`) known, and what
 * can be done about them (`<language>.hints.json`).
 *
 * A key this page has a sentence for keeps it, so that no adapter can reword what the system says.
 */
export function addReasons(types: readonly AdapterType[]): void {
  for (const language of ['en', 'de'] as const) {
    for (const room of ['reasons', 'hints'] as const) {
      const own = i18next.getResourceBundle(language, room) as Record<string, string> | undefined;
      const brought = types.flatMap(({ locales }) => Object.entries(locales[`${language}.${room}`] ?? {}));
      const added = brought.filter(([key, text]) => typeof text === 'string' && own?.[key] === undefined);
      if (added.length > 0) i18next.addResourceBundle(language, room, Object.fromEntries(added));
    }
  }
}

/** Keeps the adapters' sentences known while the frame is shown. */
export function useAdapterReasons(): void {
  const { data } = useAdapterTypes();
  useEffect(() => addReasons(data ?? []), [data]);
}
