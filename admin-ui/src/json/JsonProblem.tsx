import { useTranslation } from 'react-i18next';
import type { JsonProblem as Problem } from './position';

/** What browsers say about bad JSON, in their different words. */
const CAUSES = [
  ['end', /unexpected end|unterminated/i],
  ['comma', /expected ','|after (array element|property value)/i],
  ['name', /property name|double-quoted/i],
  ['colon', /expected ':'|after property name/i],
  ['control', /control character/i],
  ['escape', /escape/i],
] as const;

/** Where and why a text is no JSON, in the reader's language. */
export function JsonProblemText({ problem }: { problem: Problem }) {
  const { t } = useTranslation('common');
  const { message, line, column } = problem;
  const cause = CAUSES.find(([, pattern]) => pattern.test(message))?.[0] ?? 'other';
  const why = t(`json.cause.${cause}`);
  return <>{line === undefined ? t('json.error_unplaced', { why }) : t('json.error', { line, column, why })}</>;
}
