import { Button, Group, Text } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { add, chosenWidgets, removeChosen } from '../canvas/commands';
import { useEditor } from '../store/context';
import classes from './inspector.module.css';

/** What can be done with several widgets together. */
export function ManyChosen({ count }: { count: number }) {
  const { t } = useTranslation('dashboard-edit');
  const { store, page, announce } = useEditor();
  return (
    <section aria-label={t('inspector')} data-testid="many-chosen">
      <h2 className={classes.heading}>{t('said.chosen', { count })}</h2>
      <Text c="dimmed" mb="sm">
        {t('many_about')}
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconCopy size={16} />}
          onClick={() => add(store, page, chosenWidgets(store))}
        >
          {t('duplicate')}
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconTrash size={16} />}
          onClick={() => announce(t('said.removed', { count: removeChosen(store) }))}
        >
          {t('remove')}
        </Button>
      </Group>
    </section>
  );
}
