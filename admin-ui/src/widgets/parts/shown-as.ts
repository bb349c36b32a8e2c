import parts from './parts.module.css';
import type { Reading } from './reading';

/** Class of a reading that is not simply good. */
export function shownAs({ known, doubtful }: Pick<Reading, 'known' | 'doubtful'>): string {
  if (!known) return parts['unknown'] ?? '';
  return doubtful ? (parts['doubtful'] ?? '') : '';
}
