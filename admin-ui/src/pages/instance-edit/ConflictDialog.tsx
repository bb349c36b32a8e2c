import { Button, Code, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Instance, InstanceDraft } from '@/data/instances/types';
import { differences, draftOf } from './draft';

interface Props {
  mine: InstanceDraft;
  theirs: Instance;
  onClose: () => void;
  onTheirs: (theirs: Instance) => void;
  onMine: (theirs: Instance) => void;
  /** Name of the button where mine only adds to theirs. */
  merged?: string;
}

/** Two people saved the same device: what differs, and whose version to keep. */
export function ConflictDialog({ mine, theirs, onClose, onTheirs, onMine, merged }: Props) {
  const { t } = useTranslation(['form', 'common']);
  return (
    <Modal opened onClose={onClose} title={t('conflict.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack data-testid="conflict">
        <Text>{t('conflict.text', { name: theirs.title || theirs.id })}</Text>
        <div>
          <Text fw={600}>{t('conflict.differs')}</Text>
          <List>
            {differences(draftOf(theirs), mine).map((path) => (
              <List.Item key={path}>
                <Code>{path}</Code>
              </List.Item>
            ))}
          </List>
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button variant="default" onClick={() => onTheirs(theirs)} data-testid="take-theirs">
            {t('conflict.theirs')}
          </Button>
          <Button {...(merged ? {} : { color: 'red' })} onClick={() => onMine(theirs)} data-testid="overwrite">
            {merged ?? t('conflict.mine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
