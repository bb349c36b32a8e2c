import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decodings, Plan, ProfileLine } from '@/data/modbus/types';

interface Answers {
  plan: Record<'fits' | 'tight' | 'many' | 'empty', Plan>;
  decodings: Record<'2' | '4' | '8' | '16', Decodings>;
  profiles: { profiles: ProfileLine[] };
}

/** What the Modbus adapter itself answers (made by `dev/bus_answers.py`). */
const ANSWERS = JSON.parse(readFileSync(join(import.meta.dirname, '../../dev/mock/bus/answers.json'), 'utf8')) as Answers;

export const { plan: PLANS, decodings: DECODINGS } = ANSWERS;
export const PROFILES = ANSWERS.profiles.profiles;
