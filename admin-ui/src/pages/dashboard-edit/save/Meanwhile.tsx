import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages, useWidgets } from '@/data/dashboards/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { changesOf } from '../merge/changes';
import { useEditor, useEditorState } from '../store/context';
import { ChangeList } from './ChangeList';
import { storedOf, type useSave } from './use-save';

type Saving = ReturnType<typeof useSave>;

/** Somebody else stored the page while it is edited here. Without changes of one's own it is taken over at once. */
export function Meanwhile({ saving }: { saving: Saving }) {
  const { t } = useTranslation(['dashboard-edit', 'common']);
  const { store, page, announce } = useEditor();
  const { dirty } = useEditorState();
  const now = useNow();
  const pages = usePages().data;
  const widgets = useWidgets().data;
  const stored = pages === undefined || widgets === undefined ? null : storedOf(page, pages, widgets);
  const theirs = stored !== null && stored.rev > saving.rev && !saving.pending ? stored.page : null;
  const changes = theirs === null ? [] : changesOf(page, store.base, theirs);
  const follows = changes.length > 0 && !dirty;
  useEffect(() => {
    if (!follows || stored === null) return;
    saving.adopt(stored);
    announce(t('meanwhile.taken'));
  });
  const removed = stored !== null && stored.page === null && store.base !== null && stored.rev > saving.rev && !saving.pending;
  if (removed || (changes.length > 0 && dirty)) {
    return (
      <Alert
        mb="sm"
        color="orange"
        variant="light"
        icon={<IconUsers aria-hidden />}
        title={t(removed ? 'meanwhile.removed' : 'meanwhile.title')}
        data-testid="meanwhile"
      >
        <Stack gap={8} align="flex-start">
          {removed ? null : <ChangeList changes={changes} />}
          <Button size="xs" variant="default" onClick={() => void saving.save()} data-testid="meanwhile-save">
            {t(removed ? 'meanwhile.decide' : 'meanwhile.merge')}
          </Button>
        </Stack>
      </Alert>
    );
  }
  if (saving.merged === null) return null;
  const { by, at } = saving.merged;
  return (
    <Alert
      mb="sm"
      color="teal"
      variant="light"
      icon={<IconUsers aria-hidden />}
      title={t('meanwhile.merged', { who: by ?? t('version.by_file'), when: at === null ? '–' : moment(at, now) })}
      withCloseButton
      closeButtonLabel={t('common:close')}
      onClose={saving.seen}
      data-testid="merged"
    >
      <Text mb={6}>{t('meanwhile.undo')}</Text>
      <ChangeList changes={saving.merged.changes} />
    </Alert>
  );
}
