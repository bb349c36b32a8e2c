import { Drawer, Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useReadme } from '@/data/adapters/queries';
import type { AdapterType } from '@/data/adapters/types';
import { ApiError } from '@/data/errors';
import { currentLanguage } from '@/i18n';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { Markdown } from '@/ui/markdown/Markdown';
import words from '@/ui/markdown/markdown.module.css';

const LINES = [90, 100, 70, 0, 95, 60];

/** What a type says about itself: words of its author, shown as text and nothing else. */
export default function ReadmeDrawer({ type, onClose }: { type: AdapterType; onClose: () => void }) {
  const { t } = useTranslation(['instance', 'common']);
  const reasons = useReason();
  const readme = useReadme(type.type);
  const name = type.title[currentLanguage()] ?? type.title.en ?? type.type;
  const missing = readme.error instanceof ApiError && readme.error.reason.key === 'no_readme';
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={t('readme.title', { type: name })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {readme.isPending
        ? LINES.map((width, at) => <Skeleton key={at} height={width ? 14 : 0} width={`${width}%`} mb={12} />)
        : null}
      {missing ? <Text c="dimmed">{reasons.text({ key: 'no_readme', params: { type: name } })}</Text> : null}
      {readme.error && !missing ? <ErrorNotice error={readme.error} retry={() => void readme.refetch()} /> : null}
      {readme.data ? (
        <>
          <Text c="dimmed" size="sm" mb="md">
            {t('readme.whose', { version: type.version })}
          </Text>
          <article className={words.text} data-testid="readme">
            <Markdown text={readme.data.text} foreign />
          </article>
        </>
      ) : null}
    </Drawer>
  );
}
