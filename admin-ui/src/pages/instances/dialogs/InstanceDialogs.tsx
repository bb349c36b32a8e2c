import { lazy, Suspense, useState } from 'react';
import type { AdapterType } from '@/data/adapters/types';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { CloneDialog } from './CloneDialog';
import { DeleteDialog } from './DeleteDialog';
import { HoldDialog } from './HoldDialog';
import { KillDialog } from './KillDialog';
import { LimitsDialog } from './LimitsDialog';
import { RenameDialog } from './RenameDialog';
import type { Dialogs } from './state';

const LogDrawer = lazy(() => import('../LogDrawer'));
const UnitsDrawer = lazy(() => import('../units/UnitsDrawer'));

interface Props {
  dialogs: Dialogs;
  instances: Instance[];
  stats: Map<string, InstanceStats> | undefined;
  types: readonly AdapterType[] | undefined;
  onRenamed?: (id: string) => void;
}

/** The dialog that is open; the two that only ask stay mounted while they close. */
export function InstanceDialogs({ dialogs, instances, stats, types, onRenamed }: Props) {
  const instance = useNamed(instances, dialogs.id);
  if (instance === undefined) return null;
  const own = stats?.get(instance.id);
  const { name, close } = dialogs;
  return (
    <>
      <KillDialog instance={instance} points={own?.points ?? null} dialogs={dialogs} />
      <DeleteDialog instance={instance} dialogs={dialogs} />
      {name === 'clone' ? <CloneDialog instance={instance} taken={instances.map(({ id }) => id)} onClose={close} /> : null}
      {name === 'rename' ? <RenameDialog instance={instance} onClose={close} onRenamed={onRenamed} /> : null}
      {name === 'hold' ? <HoldDialog instance={instance} onClose={close} /> : null}
      {name === 'limits' ? (
        <LimitsDialog
          id={instance.id}
          defaults={types?.find(({ type }) => type === instance.type)?.limits ?? {}}
          stats={own}
          onClose={close}
        />
      ) : null}
      <Suspense>{name === 'logs' ? <LogDrawer instance={instance} onClose={close} /> : null}</Suspense>
      <Suspense>{name === 'units' ? <UnitsDrawer instance={instance} onClose={close} /> : null}</Suspense>
    </>
  );
}

/** The instance of an id; one that is renamed while its dialog tells of it stays as it was. */
function useNamed(instances: Instance[], id: string | null): Instance | undefined {
  const [last, setLast] = useState<Instance>();
  const found = instances.find((entry) => entry.id === id);
  if (found !== undefined && found !== last) setLast(found);
  return found ?? (last?.id === id ? last : undefined);
}
