import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import type { Side } from '../merge/fields';
import { keyOf, type Choices } from '../merge/merge';
import { ChangeList } from './ChangeList';
import { ContestList } from './ContestList';
import type { Met } from './use-save';

interface Props {
  met: Met;
  pending: boolean;
  onSettle: (choices: Choices) => void;
  onTheirs: () => void;
  onClose: () => void;
}

/** Somebody stored this page meanwhile: who, when, what; and whose is to hold where both changed the same. */
export function ConflictDialog({ met, pending, onSettle, onTheirs, onClose }: Props) {
  const { t } = useTranslation(['dashboard-edit', 'common']);
  const now = useNow();
  const [choices, setChoices] = useState<Choices>({});
  const { contests, stored } = met;
  const removed = stored.page === null;
  const all = (side: Side) => setChoices(Object.fromEntries(contests.map(({ id }) => [id, side])));
  const contested = new Set(contests.map(({ id }) => id));
  const alone = met.changes.filter(({ what, id }) => !contested.has(what === 'page' ? 'page' : keyOf(id)));
  const decided = contests.every(({ id }) => choices[id] !== undefined);
  const told = { who: met.by ?? t('version.by_file'), when: met.at === null ? '–' : moment(met.at, now) };
  return (
    <Modal opened onClose={onClose} size="xl" title={t('conflict.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack data-testid="conflict">
        <Text>{t(removed ? 'conflict.removed' : 'conflict.text', told)}</Text>
        {removed ? null : (
          <>
            <Group justify="space-between">
              <Text fw={600}>{t('conflict.both')}</Text>
              <Group gap="xs">
                <Button size="xs" variant="default" onClick={() => all('mine')} data-testid="all-mine">
                  {t('conflict.all_mine')}
                </Button>
                <Button size="xs" variant="default" onClick={() => all('theirs')} data-testid="all-theirs">
                  {t('conflict.all_theirs')}
                </Button>
              </Group>
            </Group>
            <ContestList
              contests={contests}
              choices={choices}
              onChoose={(key, side) => setChoices({ ...choices, [key]: side })}
            />
            {alone.length > 0 ? (
              <>
                <Text fw={600}>{t('conflict.alone')}</Text>
                <ChangeList changes={alone} />
              </>
            ) : null}
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button variant="default" onClick={onTheirs} disabled={pending} data-testid="take-theirs">
            {t(removed ? 'conflict.leave' : 'conflict.theirs')}
          </Button>
          <Button onClick={() => onSettle(choices)} loading={pending} disabled={!decided} data-testid="merge-save">
            {t(removed ? 'conflict.again' : 'conflict.merge')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
