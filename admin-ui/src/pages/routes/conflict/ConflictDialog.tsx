import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { changedParts, diffRoutes } from '@/data/routes/diff';
import type { RoutesDocument, RoutesView } from '@/data/routes/types';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { DiffList } from './DiffList';

interface Props {
  /** What I began with, what I made of it, and what is stored now. */
  base: RoutesDocument;
  mine: RoutesDocument;
  theirs: RoutesView;
  pending: boolean;
  error: unknown;
  onTheirs: () => void;
  /** Stores my changes on top of theirs. */
  onMine: () => void;
  onClose: () => void;
}

/** Two people changed the routes: what differs, side by side, and whose version to keep where both did. */
export function ConflictDialog({ base, mine, theirs, pending, error, onTheirs, onMine, onClose }: Props) {
  const { t } = useTranslation(['routes', 'common']);
  const { entries, contested, parts } = useMemo(() => {
    const changed = (document: RoutesDocument) => new Set(diffRoutes(base, document).map(({ route }) => route));
    const [here, there] = [changed(mine), changed(theirs.document)];
    const both = new Set([...here].filter((label) => there.has(label)));
    const found = diffRoutes(mine, theirs.document);
    return {
      entries: found.toSorted((a, b) => Number(both.has(b.route)) - Number(both.has(a.route))),
      contested: both,
      parts: changedParts(mine, theirs.document),
    };
  }, [base, mine, theirs]);
  return (
    <Modal opened onClose={onClose} size="lg" title={t('conflict.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack data-testid="conflict">
        <Text>{t('conflict.text')}</Text>
        <DiffList
          entries={entries}
          mine={t('conflict.mine_column')}
          theirs={t('conflict.theirs_column')}
          kind={(kind) => t(`conflict.kind.${kind}`)}
          contested={contested}
        />
        {parts.length > 0 ? <Text>{t('conflict.parts', { parts: parts.join(', ') })}</Text> : null}
        {error ? <ErrorNotice error={error} /> : null}
        <Text c="dimmed">{t('conflict.rule')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button variant="default" onClick={onTheirs} disabled={pending} data-testid="take-theirs">
            {t('conflict.theirs')}
          </Button>
          <Button onClick={onMine} loading={pending} data-testid="apply-mine">
            {t('conflict.mine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
