import { VisuallyHidden } from '@mantine/core';
import { lazy, Suspense, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { LeaveGuard, useSaveKey } from '@/ui/LeaveGuard';
import { useNotify } from '@/ui/notify';
import { Canvas } from './canvas/Canvas';
import { useKeys } from './canvas/use-keys';
import classes from './edit.module.css';
import { EditorBar } from './EditorBar';
import { Inspector } from './inspector/Inspector';
import { ManyChosen } from './inspector/ManyChosen';
import { Palette } from './palette/Palette';
import { ConflictDialog } from './save/ConflictDialog';
import { Meanwhile } from './save/Meanwhile';
import { useSave } from './save/use-save';
import { DeletePage } from './settings/DeletePage';
import { PageSettings } from './settings/PageSettings';
import { EditorProvider, useEditorState } from './store/context';
import type { EditorStore } from './store/editor-store';

const VersionsDrawer = lazy(() => import('./versions/VersionsDrawer'));

interface Props {
  store: EditorStore;
  page: string;
  rev: number;
  /** It was stored before. */
  known: boolean;
}

/** The editor of one page: what is on it, what can be put on it, and what is chosen. */
export function Editor({ store, page, rev, known }: Props) {
  const { t } = useTranslation('dashboard-edit');
  const navigate = useNavigate();
  const { done } = useNotify();
  const [words, announce] = useState('');
  const [shown, setShown] = useState<'settings' | 'delete' | 'versions' | null>(null);
  const [exists, setExists] = useState(known);
  const leave = (to: string) => {
    store.markSaved(store.get().draft);
    void navigate(to);
  };
  const saving = useSave(store, page, rev, {
    onSaved: () => {
      setExists(true);
      done(t('saved'));
    },
    onMoved: (other) => {
      done(t('saved'));
      leave(`/pages/${other}/edit`);
    },
  });
  const dirty = useSyncExternalStore(store.subscribe, () => store.get().dirty);
  const value = useMemo(() => ({ store, page, announce }), [store, page]);
  const save = () => {
    if (dirty && !saving.pending) void saving.save();
  };
  useSaveKey(save);
  const close = () => setShown(null);
  // Who has changes of his own stays and is shown what came back, like anything else another one saved.
  const onRestored = () => {
    if (!store.get().dirty) leave(`/pages/${page}`);
  };
  const takeTheirs = () => {
    if (saving.met?.stored.page === null) leave('/pages');
    else if (saving.met) saving.adopt(saving.met.stored);
  };
  return (
    <EditorProvider value={value}>
      <Keys />
      <LeaveGuard isDirty={() => store.get().dirty} />
      <EditorBar
        back={exists ? `/pages/${page}` : '/pages'}
        onSave={save}
        saving={saving.pending}
        onSettings={() => setShown('settings')}
        onVersions={() => setShown('versions')}
      />
      {saving.error ? <ErrorNotice error={saving.error} retry={() => void saving.save()} /> : null}
      <Meanwhile saving={saving} />
      <VisuallyHidden role="status" aria-live="polite" data-testid="said">
        {words}
      </VisuallyHidden>
      <div className={classes.room}>
        <div className={classes.stage}>
          <Canvas />
        </div>
        <aside className={classes.side} aria-label={t('side')}>
          <Side />
        </aside>
      </div>
      {saving.met ? (
        <ConflictDialog
          met={saving.met}
          pending={saving.pending}
          onSettle={(choices) => saving.met && void saving.settle(saving.met, choices)}
          onTheirs={takeTheirs}
          onClose={saving.dismiss}
        />
      ) : null}
      {shown === 'settings' ? <PageSettings onDelete={exists ? () => setShown('delete') : undefined} onClose={close} /> : null}
      {shown === 'delete' ? (
        <DeletePage
          title={store.get().draft.page.title}
          count={Object.keys(store.get().draft.widgets).length}
          remove={saving.remove}
          onDeleted={() => leave('/pages')}
          onClose={close}
        />
      ) : null}
      {shown === 'versions' ? (
        <Suspense>
          <VersionsDrawer onClose={close} onRestored={onRestored} />
        </Suspense>
      ) : null}
    </EditorProvider>
  );
}

function Keys() {
  useKeys();
  return null;
}

function Side() {
  const { draft, chosen } = useEditorState();
  const [first = ''] = chosen;
  const widget = draft.widgets[first];
  if (chosen.length > 1) return <ManyChosen count={chosen.length} />;
  return widget === undefined ? <Palette /> : <Inspector key={first} id={first} widget={widget} />;
}
