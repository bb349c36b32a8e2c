import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository; beside this folder, or where the tests run in an image of this folder alone, mounted elsewhere. */
export const ROOT = process.env['DINRAIL_REPO'] ?? join(import.meta.dirname, '../../..');

const SKIPPED = new Set(['node_modules', 'tests', 'testing', 'dist', 'build', '__pycache__', '.git', 'docs', 'config']);

/** Ways in which the Python sources name a reason key. */
const FORMS = [
  /\bkey(?:: ClassVar\[str\])? ?= ?"([a-z][a-z0-9_]*)"/g,
  /\bkey ?= ?"[a-z0-9_]+" if [^\n]*? else "([a-z][a-z0-9_]*)"/g,
  /\bReason\(\s*"([a-z][a-z0-9_]*)"/g,
  /\bProblem\.at\(\s*[^,()]*(?:\([^)]*\))?[^,()]*,\s*"([a-z][a-z0-9_]*)"/g,
  /\b_(?:refuse|add|unreadable|error)\(\s*"([a-z][a-z0-9_]*)"/g,
  /\bdiagnostics\.add\(\s*"([a-z][a-z0-9_]*)"/g,
  /\bNotKnown\([^"()]*"([a-z][a-z0-9_]*)"/g,
  /\bspoil\(\s*[^"()]*(?:\([^)]*\))?,?\s*"([a-z][a-z0-9_]*)"/g,
  /\bSeen\(\s*"([a-z][a-z0-9_]*)"/g,
];

/** Files below a folder of the repository with this ending, without tests and built things. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path, ending);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

/** Reason keys named in the Python sources below a folder. */
export function keysBelow(folder: string): Set<string> {
  const found = filesBelow(folder, '.py').flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return FORMS.flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''));
  });
  return new Set(found);
}

export function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}
