import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { IconEraser, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTrace, type TraceEvent, type TraceTarget } from '@/data/routes/trace';
import { number } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { Shape } from '@/ui/shapes';
import { TimelineItem } from './TimelineItem';
import classes from './trace.module.css';

const PHASES = {
  connecting: { shape: 'dashed', tone: 'busy' },
  live: { shape: 'disc', tone: 'ok' },
  lost: { shape: 'diamond', tone: 'warn' },
} as const;

/** What happens to the samples of a route right now, newest first; can be held still to read. */
export function TraceView({ target }: { target: TraceTarget }) {
  const { t } = useTranslation('routes');
  const reasons = useReason();
  const trace = useTrace(target);
  const [held, setHeld] = useState<TraceEvent[] | null>(null);
  const shown = held ?? trace.events;
  const more = held === null ? 0 : trace.seq - (held[0]?.seq ?? 0);
  return (
    <div>
      <Group gap="xs" mb="xs">
        <span className={classes.phase} data-phase={trace.phase} role="status">
          <Shape name={PHASES[trace.phase].shape} tone={PHASES[trace.phase].tone} size={12} />
          {t(`trace.phase.${trace.phase}`)}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={held ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          onClick={() => setHeld(held ? null : trace.events)}
          data-testid="trace-pause"
        >
          {held ? t('trace.resume', { count: more }) : t('trace.pause')}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconEraser size={14} />}
          onClick={() => {
            setHeld(null);
            trace.clear();
          }}
        >
          {t('trace.clear')}
        </Button>
      </Group>
      {trace.problem ? (
        <Alert color="orange" mb="xs">
          {reasons.text(trace.problem)}
        </Alert>
      ) : null}
      {trace.skipped > 0 ? (
        <Text size="sm" c="dimmed" mb="xs">
          {t('trace.skipped', { count: trace.skipped, number: number(trace.skipped) })}
        </Text>
      ) : null}
      {shown.length === 0 ? (
        <div className={classes.quiet}>
          {trace.phase === 'lost' ? null : <Loader size={16} aria-hidden />}
          <span>{t(trace.phase === 'lost' ? 'trace.lost_text' : 'trace.quiet')}</span>
        </div>
      ) : (
        <ul className={classes.events} aria-label={t('trace.title')} data-testid="trace-events">
          {shown.map((event) => (
            <TimelineItem key={event.seq} event={event} />
          ))}
        </ul>
      )}
    </div>
  );
}
