import { wildcardsOf } from './pattern';
import { useMatches, type Match } from './use-matches';

/** Points of the first source with wildcards; what they matched explains {1}. */
export function useFirstMatches(from: readonly string[]): Match[] {
  const pattern = from.find((address) => wildcardsOf(address) > 0) ?? '';
  return useMatches(pattern).list;
}
