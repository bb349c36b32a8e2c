import { Alert } from '@mantine/core';
import { IconUserEdit } from '@tabler/icons-react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { findRoute, labelOf } from '@/data/routes/label';
import { useLanguage } from '@/data/routes/queries';
import type { RouteEntry, RoutesView } from '@/data/routes/types';
import { FormStore } from '@/form/store';
import { ConflictDialog } from '@/pages/routes/conflict/ConflictDialog';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { LeaveGuard, useSaveKey } from '@/ui/LeaveGuard';
import { useNotify } from '@/ui/notify';
import { Findings } from './check/Findings';
import { useChecks } from './check/use-checks';
import { RouteEditProvider, type RouteEdit } from './context';
import { draftOf, entryOf, type Draft } from './draft';
import classes from './edit.module.css';
import { vocabularyOf } from './pipeline/vocabulary';
import { PreviewPanel } from './preview/PreviewPanel';
import { useChosenPreview } from './preview/use-route-preview';
import { SaveBar } from './save/SaveBar';
import { useSave } from './save/use-save';
import { ScheduleSection } from './schedule/ScheduleSection';
import { FromSection } from './sections/FromSection';
import { MoreSection } from './sections/MoreSection';
import { NameSection } from './sections/NameSection';
import { ToSection } from './sections/ToSection';
import { WhenSection } from './sections/WhenSection';
import { StepsSection } from './steps/StepsSection';
import { useBase } from './use-base';

interface Props {
  view: RoutesView;
  /** null for a new route. */
  label: string | null;
  /** What a new route begins with. */
  initial?: Partial<RouteEntry>;
}

/** The whole of a route, checked and tried while it is written. */
export function RouteForm({ view: opened, label, initial }: Props) {
  const { t } = useTranslation(['route-edit', 'common']);
  const navigate = useNavigate();
  const { done } = useNotify();
  const [found, setFound] = useState(() => (label === null ? undefined : findRoute(opened.document, label)));
  const route = found?.route;
  const [store] = useState(() => new FormStore(draftOf(route ?? initial)));
  const draft = useSyncExternalStore(store.subscribe, () => store.value) as Draft;
  const entry = useMemo(() => entryOf(draft, route), [draft, route]);
  const base = useBase(opened, label, route);
  const { document } = base.view;
  const index = found?.index ?? document.routes?.length ?? 0;
  const checks = useChecks(document, index, entry, draft);
  const preview = useChosenPreview(document, entry);
  const language = useLanguage().data;
  const vocabulary = useMemo(() => vocabularyOf(language, document), [language, document]);
  const { mine } = checks;
  // Stable between keystrokes, so that one costs its own field.
  const edit = useMemo<RouteEdit>(
    () => ({ store, document, label, findings: mine, language, vocabulary, preview }),
    [store, document, label, mine, language, vocabulary, preview],
  );

  const taken = (view: RoutesView, stored: RouteEntry) => {
    done(t('save.done'));
    store.replace(draftOf(stored), true);
    base.start(view);
    const at = label === null ? (view.document.routes ?? []).length - 1 : index;
    const next = labelOf(stored, at);
    setFound({ label: next, index: at, route: stored });
    if (next !== label) void navigate(`/routes/${encodeURIComponent(next)}`, { replace: true });
  };
  const saving = useSave(store, { label, index, base: base.view, route }, taken);
  const takeTheirs = (theirs: RoutesView) => {
    const their = label === null ? undefined : findRoute(theirs.document, label);
    saving.closeContest();
    store.replace(draftOf(their?.route), true);
    if (their === undefined) void navigate('/routes');
    else {
      base.start(theirs);
      setFound(their);
    }
  };
  const dirty = store.dirty;
  const ready = !saving.pending && (label === null || dirty);
  useSaveKey(() => ready && saving.save());
  return (
    <RouteEditProvider value={edit}>
      <LeaveGuard isDirty={() => store.dirty} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) saving.save();
        }}
      >
        <div className={classes.layout}>
          {base.contested ? (
            <Alert color="orange" icon={<IconUserEdit aria-hidden />} title={t('contested.title')} data-testid="contested">
              {t('contested.text')}
            </Alert>
          ) : null}
          <NameSection />
          <FromSection />
          <StepsSection />
          <aside className={classes.aside}>
            <PreviewPanel />
          </aside>
          <ToSection />
          <WhenSection />
          <ScheduleSection />
          <MoreSection />
          {checks.state === 'missing' ? <p className={classes.quiet}>{t('check.missing')}</p> : null}
          <Findings others={checks.others} />
          {saving.error ? <ErrorNotice error={saving.error} retry={saving.save} /> : null}
          <SaveBar isNew={label === null} dirty={dirty} pending={saving.pending} view={base.latest} enabled={draft.enabled} />
        </div>
      </form>
      {saving.contest ? (
        <ConflictDialog
          {...saving.contest}
          pending={saving.pending}
          error={saving.error}
          onTheirs={() => saving.contest && takeTheirs(saving.contest.theirs)}
          onMine={saving.overwrite}
          onClose={saving.closeContest}
        />
      ) : null}
    </RouteEditProvider>
  );
}
