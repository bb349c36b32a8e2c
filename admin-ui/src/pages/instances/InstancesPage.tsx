import { Button, Text } from '@mantine/core';
import { IconFilterOff, IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useAdapterTypes } from '@/data/adapters/queries';
import { batteryLinks } from '@/data/batteries/link';
import { useBatteries } from '@/data/batteries/queries';
import { useHolds, type Hold } from '@/data/holds/queries';
import { useInstances, useStats } from '@/data/instances/queries';
import type { Instance } from '@/data/instances/types';
import { useLiveState } from '@/data/live/context';
import { useShortcuts } from '@/frame/use-shortcuts';
import { useReason } from '@/i18n/reason';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { filterInstances, statusesOf } from './filter';
import { InstanceDialogs } from './dialogs/InstanceDialogs';
import { useDialogs } from './dialogs/state';
import { InstanceTable } from './InstanceTable';
import { InstanceTiles, TilesSkeleton } from './InstanceTiles';
import { Toolbar } from './Toolbar';
import { useToolbar } from './use-toolbar';

const NONE: Instance[] = [];
const NO_HOLDS: ReadonlyMap<string, Hold[]> = new Map();

export function Component() {
  const { t } = useTranslation('instances');
  const navigate = useNavigate();
  const reasons = useReason();
  const live = useLiveState();
  const instances = useInstances();
  const stats = useStats(live.phase !== 'live');
  const types = useAdapterTypes();
  const dialogs = useDialogs();
  const toolbar = useToolbar();
  useShortcuts({ n: () => void navigate('/instances/new') });
  const known = useMemo(() => new Map(types.data?.map((type) => [type.type, type])), [types.data]);
  const found = useBatteries(false).data;
  const batteries = useMemo(() => batteryLinks(found?.items ?? []), [found]);
  const holds = useHolds().data ?? NO_HOLDS;
  const all = instances.data ?? NONE;
  const { text } = toolbar.filter;
  const statuses = toolbar.filter.statuses.join(',');
  const shown = useMemo(
    () =>
      filterInstances(all, { text, statuses: statusesOf(statuses) }, ({ status }) =>
        [t(`status.${status.status}`), status.reason ? reasons.text(status.reason) : ''].join(' '),
      ),
    // The sentences change with the language alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [all, text, statuses, t],
  );
  const view = { instances: shown, stats: stats.data, types: known, batteries, holds, open: dialogs.open };
  const note =
    shown.length === all.length ? t('count', { count: all.length }) : t('shown', { shown: shown.length, count: all.length });
  return (
    <>
      <PageHeader title={t('title')} note={all.length > 0 ? note : undefined}>
        {all.length > 0 ? <AddButton /> : null}
      </PageHeader>
      {instances.error ? <ErrorNotice error={instances.error} retry={() => void instances.refetch()} /> : null}
      {instances.isPending ? <TilesSkeleton /> : null}
      {instances.data && all.length === 0 ? (
        <EmptyState icon={<IconPlugConnected size={56} stroke={1.1} />} title={t('empty.title')} text={t('empty.text')}>
          <AddButton />
        </EmptyState>
      ) : null}
      {all.length > 0 ? (
        <>
          <Toolbar all={all} toolbar={toolbar} />
          {stats.error && !stats.data ? (
            <Text c="dimmed" mb="sm">
              {reasons.text({ key: 'stats_unavailable' })}
            </Text>
          ) : null}
          {shown.length === 0 ? <NothingMatches onReset={toolbar.reset} /> : null}
          {toolbar.view === 'table' ? <InstanceTable {...view} /> : <InstanceTiles {...view} />}
        </>
      ) : null}
      <InstanceDialogs dialogs={dialogs} instances={all} stats={stats.data} types={types.data} />
    </>
  );
}

function AddButton() {
  const { t } = useTranslation('instances');
  return (
    <Button component={Link} to="/instances/new" leftSection={<IconPlus size={18} />} data-testid="add-instance">
      {t('new')}
    </Button>
  );
}

function NothingMatches({ onReset }: { onReset: () => void }) {
  const { t } = useTranslation('instances');
  return (
    <EmptyState icon={<IconFilterOff size={44} stroke={1.2} />} title={t('nothing.title')} text={t('nothing.text')}>
      <Button variant="default" onClick={onReset}>
        {t('nothing.reset')}
      </Button>
    </EmptyState>
  );
}
