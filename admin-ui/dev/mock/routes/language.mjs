import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the router says of its operators, variables and functions; written by `dev/language.py`. */
export const LANGUAGE = JSON.parse(readFileSync(join(import.meta.dirname, 'language.json'), 'utf8'));
