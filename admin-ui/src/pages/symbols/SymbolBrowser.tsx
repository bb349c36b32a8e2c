import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTarget } from '@/data/ads/queries';
import { reasonOf } from '@/data/errors';
import type { Instance, StatusView } from '@/data/instances/types';
import type { TreeNode } from '@/data/nodes/types';
import { ConflictDialog } from '@/pages/instance-edit/ConflictDialog';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { LeaveGuard, useSaveKey } from '@/ui/LeaveGuard';
import { ProgramBanner } from './ads/ProgramBanner';
import { RouteDialog } from './ads/RouteDialog';
import { NodeDrawer } from './NodeDrawer';
import { NodeView } from './NodeView';
import { SaveBar } from './SaveBar';
import { Toolbar } from './Toolbar';
import { troubleOf } from './trouble';
import { TroubleNotice } from './TroubleNotice';
import { TypesTable } from './types/TypesTable';
import { useSaveChange } from './use-save';
import { useTicks } from './use-ticks';
import { useView } from './use-view';

const NO_PATHS: readonly string[] = [];

/** Tree, search, types and what is ticked, over one set of ticks that is saved as an edit of the instance. */
export function SymbolBrowser({ instance, status }: { instance: Instance; status: StatusView }) {
  const { t } = useTranslation('symbols');
  const { id } = instance;
  const runs = !['stopped', 'failed', 'panic'].includes(status.status);
  useTarget(id, runs);
  const [paths, setPaths] = useState(NO_PATHS);
  const onPaths = useCallback(
    (next: readonly string[]) => setPaths((before) => (before.join('\n') === next.join('\n') ? before : next)),
    [],
  );
  const ticks = useTicks(id, paths);
  const view = useView(ticks.ticks);
  const [shown, setShown] = useState<TreeNode | null>(null);
  const [routing, setRouting] = useState(false);
  const saving = useSaveChange(instance, ticks.answer?.change, ticks.markSaved);
  const ready = !saving.pending && ticks.ready;
  useSaveKey(() => ready && saving.save());
  const openRoute = useCallback(() => setRouting(true), []);
  const trouble = (error: Error) => <TroubleNotice id={id} reason={troubleOf(reasonOf(error), status)} onRoute={openRoute} />;
  // What fails while the last tables still answer; without any the list itself says it.
  const stale = ticks.answer !== undefined && ticks.error === null && runs && status.status !== 'running' ? status.reason : null;
  const notHere = stale === null || ['changes_unconfirmed', 'nothing_selected', 'selection_unmatched'].includes(stale.key);
  return (
    <>
      <LeaveGuard isDirty={() => ticks.dirty} />
      <ProgramBanner id={id} wanted={runs} />
      {notHere ? null : <TroubleNotice id={id} reason={stale} stale onRoute={openRoute} />}
      <Toolbar view={view} />
      {view.root === null ? (
        <TypesTable id={id} onType={view.openType} trouble={trouble} />
      ) : (
        <NodeView
          key={view.name}
          id={id}
          root={view.root}
          ticks={ticks}
          onPaths={onPaths}
          onDetail={setShown}
          trouble={trouble}
        />
      )}
      {saving.error ? <ErrorNotice error={saving.error} retry={saving.save} /> : null}
      {ticks.answer || ticks.dirty ? (
        <SaveBar id={id} ticks={ticks} ready={ready} pending={saving.pending} onSave={saving.save} />
      ) : null}
      <NodeDrawer instance={id} node={shown} onClose={() => setShown(null)} />
      {routing ? <RouteDialog instance={instance} onClose={() => setRouting(false)} /> : null}
      {saving.conflict && saving.mine ? (
        <ConflictDialog
          mine={saving.mine}
          theirs={saving.conflict}
          onClose={saving.forget}
          onTheirs={(theirs) => {
            saving.take(theirs);
            ticks.forget();
          }}
          onMine={saving.saveOn}
          merged={t('merge')}
        />
      ) : null}
    </>
  );
}
