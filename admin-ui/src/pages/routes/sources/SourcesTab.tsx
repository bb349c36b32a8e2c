import { IconPlugConnected } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdapterTypes } from '@/data/adapters/queries';
import { useInstances } from '@/data/instances/queries';
import type { CountersView } from '@/data/routes/counters';
import type { RoutesDocument } from '@/data/routes/types';
import { EmptyState } from '@/ui/EmptyState';
import type { Row } from '../rows';
import type { RoutesViewState } from '../use-view';
import { sourceRows } from './source-rows';
import { SourceCard } from './SourceCard';
import classes from './sources.module.css';

const LogDrawer = lazy(() => import('../../instances/LogDrawer'));

interface Props {
  rows: Row[];
  document: RoutesDocument;
  counters: CountersView | undefined;
  view: RoutesViewState;
}

/** Every source of values, those in trouble first. */
export default function SourcesTab({ rows, document, counters, view }: Props) {
  const { t } = useTranslation('routes');
  const instances = useInstances();
  const types = useAdapterTypes();
  const [logs, setLogs] = useState<string | null>(null);
  const sources = useMemo(
    () => sourceRows(document, counters?.sources, instances.data ?? [], rows),
    [document, counters, instances.data, rows],
  );
  const icons = useMemo(() => new Map(types.data?.map((type) => [type.type, type.icon])), [types.data]);
  const { showBetween, at } = view;
  const onRoutes = useCallback((id: string) => showBetween(id, ''), [showBetween]);
  useEffect(() => {
    if (at !== null) window.document.getElementById(`source-${at}`)?.scrollIntoView({ block: 'center' });
  }, [at]);
  const logged = instances.data?.find(({ id }) => id === logs);
  if (sources.length === 0) {
    return (
      <EmptyState icon={<IconPlugConnected size={48} stroke={1.1} />} title={t('source.none')} text={t('source.none_text')} />
    );
  }
  return (
    <>
      <ul className={classes.cards} aria-label={t('tab.sources')}>
        {sources.map((row) => (
          <SourceCard key={row.id} row={row} icon={icons.get(row.instance?.type ?? '')} onLogs={setLogs} onRoutes={onRoutes} />
        ))}
      </ul>
      <Suspense>{logged ? <LogDrawer instance={logged} onClose={() => setLogs(null)} /> : null}</Suspense>
    </>
  );
}
