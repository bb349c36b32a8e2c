import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useForm } from '../context';
import type { JsonSchema } from '../schema';
import { fromTable, tableColumns } from '../spreadsheet';

interface Props {
  opened: boolean;
  item: JsonSchema;
  path: string;
  onClose: () => void;
  onTake: (items: Record<string, unknown>[], how: 'append' | 'replace') => void;
}

/** Takes rows over from a spreadsheet after showing what was understood. */
export function PasteDialog({ opened, item, path, onClose, onTake }: Props) {
  const { t } = useTranslation(['form', 'common']);
  const { root, book } = useForm();
  const [text, setText] = useState('');
  const pasted = useMemo(() => fromTable(text, item, root, path, book), [text, item, root, path, book]);
  const columns = tableColumns(item, root).map(({ name }) => name);
  const take = (how: 'append' | 'replace') => {
    onTake(pasted.items, how);
    setText('');
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t('paste.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Text className="break">{t('paste.text', { columns: columns.join(', ') })}</Text>
        <Textarea
          label={t('paste.label')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={6}
          maxRows={14}
          wrap="off"
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', overflow: 'auto' } }}
          data-autofocus
        />
        <div aria-live="polite">
          <Text>{t('paste.rows', { count: pasted.items.length })}</Text>
          {pasted.unknown.length > 0 ? (
            <Text c="var(--rail-warn)">{t('paste.unknown', { columns: pasted.unknown.join(', ') })}</Text>
          ) : null}
        </div>
        <Group justify="flex-end">
          <Button variant="default" disabled={pasted.items.length === 0} onClick={() => take('replace')}>
            {t('paste.replace')}
          </Button>
          <Button disabled={pasted.items.length === 0} onClick={() => take('append')}>
            {t('paste.append')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
