import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAntennaOff, IconPlayerPause, IconPlayerPlay, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { matching, ordered, type Listed } from '@/data/can/frames';
import { useSignals } from '@/data/can/queries';
import { useFrames } from '@/data/can/use-frames';
import type { Instance } from '@/data/instances/types';
import { number } from '@/format/number';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useReason } from '@/i18n/reason';
import { CallError } from '@/ui/CallError';
import { EmptyState } from '@/ui/EmptyState';
import { SearchField } from '@/ui/SearchField';
import { Shape } from '@/ui/shapes';
import { FrameGrid } from './FrameGrid';
import classes from './frames.module.css';
import { rowsOf } from './rows';
import { WhyQuiet } from './WhyQuiet';

const PHASES = {
  connecting: { shape: 'dashed', tone: 'busy' },
  live: { shape: 'disc', tone: 'ok' },
  lost: { shape: 'diamond', tone: 'warn' },
} as const;
const NO_SIGNALS = new Map<string, never>();

/** The live list with its filter; can be held still to read. */
export function FrameList({ instance }: { instance: Instance }) {
  const { t } = useTranslation('frames');
  const reasons = useReason();
  const frames = useFrames(instance.id);
  const signals = useSignals(instance.id).data ?? NO_SIGNALS;
  const [params, setParams] = useSearchParams();
  const search = params.get('q') ?? '';
  const [held, setHeld] = useState<readonly Listed[] | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const live = useMemo(() => ordered(frames.known), [frames.known]);
  const all = held ?? live;
  const shown = useMemo(() => matching(all, search), [all, search]);
  const rows = useMemo(() => rowsOf(shown, open), [shown, open]);
  const toggle = (key: string) =>
    setOpen((before) => (before.has(key) ? new Set([...before].filter((other) => other !== key)) : new Set([...before, key])));
  if (frames.error && frames.known.size === 0) {
    return <CallError error={frames.error} instance={instance.id} retry={frames.reload} />;
  }
  if (!frames.loaded && frames.known.size === 0) return <PageSkeleton />;
  const { shape, tone } = PHASES[frames.phase];
  return (
    <>
      <Group gap="xs" mb="sm">
        <SearchField label={t('search')} value={search} onChange={(q) => setParams(q === '' ? {} : { q }, { replace: true })} />
        <Button
          variant="default"
          leftSection={held ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          onClick={() => setHeld(held ? null : live)}
          aria-pressed={held !== null}
          data-testid="pause"
        >
          {t(held ? 'resume' : 'pause')}
        </Button>
        <span className={classes.phase} role="status" data-phase={held ? 'held' : frames.phase}>
          <Shape name={held ? 'hollow' : shape} tone={held ? 'busy' : tone} size={12} />
          {t(held ? 'phase.held' : `phase.${frames.phase}`)}
        </span>
        <Text c="dimmed" ml="auto">
          {shown.length === all.length
            ? t('count', { count: all.length, shown: number(all.length) })
            : t('shown', { shown: number(shown.length), total: number(all.length) })}
        </Text>
      </Group>
      {frames.problem ? (
        <Alert color="orange" mb="sm">
          {reasons.text(frames.problem)}
        </Alert>
      ) : null}
      {frames.unlisted > 0 ? (
        <Text c="dimmed" mb="sm">
          {t('unlisted', { count: frames.unlisted, shown: number(frames.unlisted) })}
        </Text>
      ) : null}
      <WhyQuiet instance={instance} silent={all.length === 0} />
      {all.length === 0 ? (
        <EmptyState icon={<IconAntennaOff size={48} stroke={1.1} />} title={t('quiet.title')} text={t('quiet.text')} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<IconSearchOff size={44} stroke={1.2} />}
          title={t('nothing.title')}
          text={t('nothing.text', { search })}
        />
      ) : (
        <FrameGrid instance={instance.id} rows={rows} signals={signals} onToggle={toggle} />
      )}
    </>
  );
}
