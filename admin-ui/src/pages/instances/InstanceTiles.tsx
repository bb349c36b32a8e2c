import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AdapterType } from '@/data/adapters/types';
import type { Instance, InstanceStats } from '@/data/instances/types';
import type { Dialogs } from './InstanceDialogs';
import { InstanceTile } from './InstanceTile';
import classes from './instances.module.css';

export interface ViewProps {
  instances: Instance[];
  stats: Map<string, InstanceStats> | undefined;
  types: Map<string, AdapterType>;
  /** Where an instance's batteries are shown. */
  batteries: ReadonlyMap<string, string>;
  open: Dialogs['open'];
}

export function InstanceTiles({ instances, stats, types, batteries, open }: ViewProps) {
  const { t } = useTranslation('instances');
  if (instances.length === 0) return null;
  return (
    <ul className={classes.tiles} aria-label={t('title')}>
      {instances.map((instance) => (
        <InstanceTile
          key={instance.id}
          instance={instance}
          stats={stats?.get(instance.id)}
          type={types.get(instance.type)}
          batteries={batteries.get(instance.id)}
          open={open}
        />
      ))}
    </ul>
  );
}

export function TilesSkeleton() {
  const { t } = useTranslation('common');
  return (
    <div className={classes.tiles} role="status" aria-label={t('loading')}>
      {[1, 2, 3, 4, 5, 6].map((place) => (
        <Skeleton key={place} height={276} radius="sm" />
      ))}
    </div>
  );
}
