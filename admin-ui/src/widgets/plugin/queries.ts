import { useQuery } from '@tanstack/react-query';
import { fetchWidgetTypes } from '@/data/dashboards/calls';
import { setPluginTypes } from '../registry';
import { typeOf } from './types';

export const PLUGIN_TYPES_KEY = ['widget-types'] as const;

/** Names of types that plugins bring begin with it. */
export const isOfPlugin = (type: string) => type.startsWith('widget-');

/** What plugins bring; every answer goes to the registry. */
export function usePluginTypes(wanted: boolean) {
  return useQuery({
    queryKey: PLUGIN_TYPES_KEY,
    queryFn: async ({ signal }) => {
      const found = await fetchWidgetTypes(signal);
      setPluginTypes(found.flatMap((view) => typeOf(view) ?? []));
      return found;
    },
    enabled: wanted,
    staleTime: 60_000,
  });
}
