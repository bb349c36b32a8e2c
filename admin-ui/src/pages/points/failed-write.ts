import { ApiError } from '@/data/errors';
import type { WriteResult } from '@/data/points/types';

/** Why a write did not succeed; `unclear` when it may have been carried out all the same. */
export function failedWrite(
  thrown: Error | null,
  result: WriteResult | undefined,
): { error: Error; unclear: boolean } | undefined {
  if (thrown !== null) return { error: thrown, unclear: isUnclear(thrown) };
  if (result === undefined || result.ok) return undefined;
  const error = new ApiError(200, result.error ?? { key: 'write_refused' });
  return { error, unclear: isUnclear(error) };
}

function isUnclear(error: Error): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 504 || ['no_answer', 'gateway_slow', 'gateway_unreachable'].includes(error.reason.key);
}
