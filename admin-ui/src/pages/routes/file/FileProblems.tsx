import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '@/data/errors';
import { ErrorPlaces } from '@/json/ErrorPlaces';
import { ErrorNotice } from '@/ui/ErrorNotice';
import type { PlacedFinding } from './use-findings';

interface Props {
  /** Valid JSON text. */
  text: string;
  error: unknown;
  /** Why it was not stored, by place. */
  refused: FieldError[];
  /** What the check found while typing. */
  findings: PlacedFinding[];
}

/** Why the text was not stored; before that, what the check finds in it. */
export function FileProblems({ text, error, refused, findings }: Props) {
  const { t } = useTranslation('routes');
  if (refused.length > 0) {
    return (
      <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('refused')} role="alert" data-testid="routes-errors">
        <ErrorPlaces text={text} errors={refused} />
      </Alert>
    );
  }
  if (error) return <ErrorNotice error={error} />;
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length > 0) {
    return (
      <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('file.wrong')} data-testid="file-findings">
        <ErrorPlaces text={text} errors={errors} />
      </Alert>
    );
  }
  if (findings.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t('file.doubtful')} data-testid="file-findings">
      <ErrorPlaces text={text} errors={findings} />
    </Alert>
  );
}
