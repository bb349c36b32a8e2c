import { lazy } from 'react';
import type { AdapterType } from '@/data/adapters/types';
import { offers } from '@/data/calls/offers';
import type { FormTools } from '@/form/context';
import { OrderHelper } from './orders/OrderHelper';
import { ProfileButton } from './profiles/ProfileButton';
import { ScanButton } from './scan/ScanButton';

/** Tools inside the form: where in the schema, and the methods a type has to tell of. */
const IN_FORM = [
  { at: '/devices/*/points/*', calls: ['decodings'], tool: OrderHelper },
  { at: '/devices', calls: ['scan', 'profiles'], tool: ScanButton },
  { at: '/devices/*/profile', calls: ['profiles'], tool: ProfileButton },
] as const;

/** The tools of a type of bus with devices and points; none for a type that tells of no such methods. */
export function toolsOf(type: AdapterType | undefined): FormTools {
  return Object.fromEntries(IN_FORM.filter(({ calls }) => offers(type, ...calls)).map(({ at, tool }) => [at, tool]));
}

/** Fetched when a type has a plan. */
export const PlanSection = lazy(() => import('./plan/PlanSection'));
