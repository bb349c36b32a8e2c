import { useTranslation } from 'react-i18next';
import { useNow } from '@/format/now';
import { rate } from '@/format/number';
import { useSpan } from '@/format/time';
import type { Row } from '../rows';
import { useErrorText } from '../words';
import classes from './list.module.css';

/** Beside the state's word: what went wrong last and when, in at most two lines. */
export function RouteNote({ row }: { row: Row }) {
  const { t } = useTranslation(['routes', 'common']);
  const span = useSpan();
  const now = useNow();
  const words = useErrorText();
  const ago = (ts: number) => t('common:ago', { span: span((now - ts) / 1000) });
  const { state, error } = row;
  const open = row.counters?.find((entry) => entry.open)?.open;
  if (state === 'guard' && open) {
    return <Note tone="bad" text={t('note.guard', { rate: rate(open.rate), limit: rate(open.limit) })} />;
  }
  if (state === 'cut' || state === 'disconnected') {
    return <Note tone={state === 'cut' ? 'bad' : 'warn'} text={t(`note.${state}`, { source: row.sources.join(', ') })} />;
  }
  if (state === 'error' && error) return <Note tone="bad" text={`${ago(error.ts)}: ${words(error)}`} />;
  if (state === 'on' && error) return <Note text={t('note.error', { ago: ago(error.ts), error: words(error) })} />;
  return null;
}

function Note({ text, tone }: { text: string; tone?: 'bad' | 'warn' }) {
  return (
    <div className={classes.note} style={tone ? { color: `var(--rail-${tone})` } : undefined} title={text}>
      {text}
    </div>
  );
}
