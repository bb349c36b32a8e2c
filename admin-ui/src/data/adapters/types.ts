import type { Reason } from '../errors';
import type { Limits } from '../instances/types';

export type Language = 'en' | 'de';

/** Texts of one schema path; `enum` names single choices. */
export interface FieldTexts {
  title?: string;
  description?: string;
  enum?: Record<string, string>;
}

export interface AdapterType {
  type: string;
  kind: string;
  version: string;
  title: Partial<Record<Language, string>>;
  description: Partial<Record<Language, string>>;
  icon: string;
  host: string[];
  /** Its methods that are told, and the role each needs. */
  calls: Record<string, string>;
  limits: Partial<Limits>;
  /** JSON Schema of the configuration; null until the image was asked. */
  schema: Record<string, unknown> | null;
  locales: Partial<
    Record<Language, Record<string, FieldTexts>> & Record<`${Language}.${'reasons' | 'hints'}`, Record<string, string>>
  >;
  image: 'ready' | 'missing' | 'building' | 'failed';
  problem?: Reason | null;
}
