import { Skeleton } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { AdapterType } from '@/data/adapters/types';
import type { Hold } from '@/data/holds/queries';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { useWindowed } from '@/ui/use-windowed';
import type { Dialogs } from './dialogs/state';
import { InstanceTile } from './InstanceTile';
import classes from './instances.module.css';

export interface ViewProps {
  instances: Instance[];
  stats: Map<string, InstanceStats> | undefined;
  types: Map<string, AdapterType>;
  /** Where an instance's batteries are shown. */
  batteries: ReadonlyMap<string, string>;
  /** What of an instance is under maintenance. */
  holds: ReadonlyMap<string, Hold[]>;
  open: Dialogs['open'];
}

const WIDTH = 300;
const GAP = 12;

export function InstanceTiles({ instances, stats, types, batteries, holds, open }: ViewProps) {
  const { t } = useTranslation('instances');
  const { ref, width } = useElementSize();
  const columns = Math.max(1, Math.floor((width + GAP) / (WIDTH + GAP)));
  const { holder, from, to, before, after, measure } = useWindowed({ count: instances.length, columns, height: 330, gap: GAP });
  const list = useMergedRef(ref, holder);
  if (instances.length === 0) return null;
  return (
    <ul className={classes.tiles} ref={list} aria-label={t('title')} style={{ paddingTop: before, paddingBottom: after }}>
      {instances.slice(from, to).map((instance, index) => (
        <InstanceTile
          key={instance.id}
          instance={instance}
          stats={stats?.get(instance.id)}
          type={types.get(instance.type)}
          batteries={batteries.get(instance.id)}
          holds={holds.get(instance.id)}
          open={open}
          place={from + index + 1}
          count={instances.length}
          line={(from + index) % columns === 0 ? (from + index) / columns : undefined}
          measure={measure}
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
        <Skeleton key={place} height={330} radius="sm" />
      ))}
    </div>
  );
}
