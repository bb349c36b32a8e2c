import { useTranslation } from 'react-i18next';
import type { Doing } from '@/data/dashboards/types';

const COUNTED = ['added', 'changed', 'moved', 'removed'] as const;

/** What a version came from, in a sentence. */
export function useDoing(): (what: Doing) => string {
  const { t } = useTranslation('dashboard-edit');
  return (what) => {
    const pages = what.pages.length > 0 ? `: ${what.pages.join(', ')}` : '';
    const counts = COUNTED.filter((name) => what[name] > 0).map((name) => t(`version.count.${name}`, { count: what[name] }));
    return `${t(`version.action.${what.action}`)}${pages}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`;
  };
}
