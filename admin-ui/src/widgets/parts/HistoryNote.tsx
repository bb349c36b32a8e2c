import { IconClockOff } from '@tabler/icons-react';
import { reasonOf } from '@/data/errors';
import type { History } from '@/data/history/queries';
import { useReason } from '@/i18n/reason';
import de from './de.json';
import en from './en.json';
import classes from './history-note.module.css';
import { useWords } from './words';

interface Props {
  history: Pick<History, 'state' | 'error'>;
  /** Nothing is drawn: that it is being read, or that there is nothing, is said too. */
  empty?: boolean;
  /** Without a live end. */
  alone?: boolean;
}

/** Says when there is no history, or none now; nothing while all is well. */
export function HistoryNote({ history: { state, error }, empty = false, alone = false }: Props) {
  const say = useWords({ de, en });
  const reasons = useReason();
  if ((state === 'ready' || state === 'loading') && !empty) return null;
  const words = {
    ready: say('history_empty'),
    loading: say('history_loading'),
    off: say(alone ? 'history_off_alone' : 'history_off'),
    away: say(alone ? 'history_away_alone' : 'history_away'),
    failed: say('history_failed', { why: error ? reasons.text(reasonOf(error)) : '' }),
  };
  return (
    <p
      className={classes.note}
      role={state === 'loading' ? undefined : 'status'}
      data-testid="history-note"
      data-state={state}
      data-empty={empty || undefined}
    >
      {state === 'loading' ? null : <IconClockOff size={15} stroke={1.6} aria-hidden />}
      <span>{words[state]}</span>
    </p>
  );
}
