import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { lineNear } from './locate';

interface Props {
  /** Valid JSON text the errors are about. */
  text: string;
  errors: readonly FieldError[];
}

/** What is wrong in a JSON text, each with its line and pointer. */
export function ErrorPlaces({ text, errors }: Props) {
  const { t } = useTranslation('common');
  const reasons = useReason();
  return errors.map((error) => (
    <Text key={`${error.path} ${error.key}`} c="var(--rail-bad)" className="break">
      {`${t('json.line', { line: lineNear(text, error.path) })} · `}
      <span className="mono">{error.path || '/'}</span>
      {`: ${reasons.text(error)}`}
    </Text>
  ));
}
