import { Button, SegmentedControl, Title } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDeviceFloppy,
  IconHistory,
  IconLayoutGrid,
  IconRotate,
  IconSettings,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/IconAction';
import type { Breakpoint } from '@/widgets/contract';
import classes from './edit.module.css';
import { useEditor, useEditorState } from './store/context';
import { derivedAgain, isArranged } from './store/draft';

interface Props {
  onSave: () => void;
  saving: boolean;
  onSettings: () => void;
  onVersions: () => void;
  back: string;
}

const WIDTHS: readonly Breakpoint[] = ['phone', 'tablet', 'desktop', 'wall'];

export function EditorBar({ onSave, saving, onSettings, onVersions, back }: Props) {
  const { t } = useTranslation(['dashboard-edit', 'common']);
  const { store, announce } = useEditor();
  const { draft, breakpoint, canUndo, canRedo, dirty } = useEditorState();
  return (
    <div className={classes.bar}>
      <IconAction title={t('back')} icon={IconArrowLeft} to={back} testId="leave-editor" />
      <Title order={1} className={classes.title} data-testid="editor-title">
        {draft.page.title || t('untitled')}
      </Title>
      <SegmentedControl
        size="xs"
        value={breakpoint}
        onChange={(value) => store.setBreakpoint(value as Breakpoint)}
        data={WIDTHS.map((value) => ({ value, label: t(`width.${value}`) }))}
        aria-label={t('width.label')}
        data-testid="breakpoint"
      />
      {breakpoint !== 'desktop' && isArranged(draft, breakpoint) ? (
        <IconAction
          title={t('width.again')}
          icon={IconRotate}
          onClick={() => {
            store.change(derivedAgain(draft, breakpoint));
            announce(t('width.again_done'));
          }}
          testId="derive-again"
        />
      ) : null}
      <div className={classes.tools}>
        <IconAction title={t('undo')} icon={IconArrowBackUp} onClick={() => store.undo()} disabled={!canUndo} testId="undo" />
        <IconAction title={t('redo')} icon={IconArrowForwardUp} onClick={() => store.redo()} disabled={!canRedo} testId="redo" />
        <IconAction title={t('palette.title')} icon={IconLayoutGrid} onClick={() => store.choose([])} testId="show-palette" />
        <IconAction title={t('settings.title')} icon={IconSettings} onClick={onSettings} testId="page-settings" />
        <IconAction title={t('version.title')} icon={IconHistory} onClick={onVersions} testId="show-versions" />
        <Button
          size="sm"
          leftSection={<IconDeviceFloppy size={18} />}
          onClick={onSave}
          loading={saving}
          disabled={!dirty}
          data-testid="save-page"
        >
          {t('common:save')}
        </Button>
      </div>
    </div>
  );
}
