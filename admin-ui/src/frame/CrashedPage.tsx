import { Button, Code } from '@mantine/core';
import { IconBug } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { EmptyState } from '@/ui/EmptyState';

/** What is shown instead of a page that threw; the rest of the frame keeps working. */
export function CrashedPage() {
  const { t } = useTranslation('frame');
  const error = useRouteError();
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    <EmptyState order={1} icon={<IconBug size={48} stroke={1.2} />} title={t('crashed.title')} text={t('crashed.text')}>
      <Button onClick={() => window.location.reload()}>{t('crashed.reload')}</Button>
      <details>
        <summary>{t('crashed.detail')}</summary>
        <Code block mt="xs">
          {detail}
        </Code>
      </details>
    </EmptyState>
  );
}
