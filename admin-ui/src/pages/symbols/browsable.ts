import type { AdapterType } from '@/data/adapters/types';
import { offers } from '@/data/calls/offers';

/** Whether a type answers what this page asks of it. */
export const isBrowsable = (type: AdapterType | undefined) => offers(type, 'search', 'overview', 'selection', 'selected');
