import { Button, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { iconOf, PAGE_ICONS } from '@/pages/dashboard/page-icons';
import type { Page } from '@/widgets/contract';
import { RoleField } from '../RoleField';
import { useEditor, useEditorState } from '../store/context';
import classes from './settings.module.css';

interface Props {
  /** undefined for a page that was never stored. */
  onDelete: (() => void) | undefined;
  onClose: () => void;
}

/** Title, sign, place and readers of the page; stored with everything else. */
export function PageSettings({ onDelete, onClose }: Props) {
  const { t } = useTranslation(['dashboard-edit', 'common']);
  const { store } = useEditor();
  const { page } = useEditorState().draft;
  const change = (part: Partial<Page>, group: string | null = null) => {
    const { draft } = store.get();
    store.change({ ...draft, page: { ...draft.page, ...part } }, group);
  };
  return (
    <Modal opened onClose={onClose} title={t('settings.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack>
        <TextInput
          label={t('field.title')}
          value={page.title}
          maxLength={80}
          onChange={(event) => change({ title: event.currentTarget.value }, 'page title')}
          data-testid="settings-title"
          data-autofocus
        />
        <fieldset className={classes.icons}>
          <legend>{t('settings.icon')}</legend>
          {Object.keys(PAGE_ICONS).map((name) => {
            const Sign = iconOf(name);
            return (
              <button
                key={name}
                type="button"
                aria-pressed={page.icon === name}
                aria-label={t(`settings.icons.${name as 'home'}`)}
                title={t(`settings.icons.${name as 'home'}`)}
                onClick={() => change({ icon: name })}
              >
                <Sign size={20} stroke={1.6} aria-hidden />
              </button>
            );
          })}
        </fieldset>
        <NumberInput
          label={t('settings.order')}
          description={t('settings.order_about')}
          value={page.order}
          min={-1000}
          max={1000}
          allowDecimal={false}
          onChange={(order) => typeof order === 'number' && change({ order }, 'page order')}
        />
        <RoleField role={page.role} onChange={(role) => change({ role })} testId="page-role" />
        <Group justify="space-between">
          {onDelete ? (
            <Button
              color="red"
              variant="outline"
              leftSection={<IconTrash size={16} />}
              onClick={onDelete}
              data-testid="delete-page"
            >
              {t('settings.delete')}
            </Button>
          ) : (
            <span />
          )}
          <Button onClick={onClose}>{t('settings.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
