import { useTranslation } from 'react-i18next';
import { useBrokerHistory, type Broker, type HistoryName } from '@/data/broker/queries';
import { bytes, number, rate, UNKNOWN } from '@/format/number';
import { Sparkline } from '@/ui/Sparkline';
import { latestAndHighest } from '@/ui/sparkline-path';
import classes from './broker.module.css';

type Rated = keyof Broker['rates'];
type Value = number | null | undefined;

const RATED: readonly Rated[] = ['messages_received', 'messages_sent', 'publish_dropped', 'bytes_received', 'bytes_sent'];
const TILES = [
  'clients_connected',
  'messages_received',
  'messages_sent',
  'publish_dropped',
  'bytes_received',
  'bytes_sent',
  'retained_messages',
  'stored_bytes',
  'queued_packets',
  'heap_bytes',
] as const satisfies readonly HistoryName[];

const isRated = (name: HistoryName): name is Rated => (RATED as readonly string[]).includes(name);

/** The figures of the broker, each with its last hour. */
export function FigureTiles({ broker }: { broker: Broker }) {
  const { t } = useTranslation('broker');
  return (
    <ul className={classes.tiles} aria-label={t('figures')} data-testid="broker-figures">
      {TILES.map((name) => (
        <Tile key={name} name={name} broker={broker} />
      ))}
    </ul>
  );
}

function Tile({ name, broker }: { name: HistoryName; broker: Broker }) {
  const { t } = useTranslation('broker');
  const row = useBrokerHistory().data?.[name] ?? [];
  const words = useWords(name);
  const more = useMore(name, broker);
  const value = isRated(name) ? broker.rates[name] : broker.figures[name];
  const [, highest] = latestAndHighest(row);
  const label = t(`figure.${name}`);
  return (
    <li className={`surface ${classes.tile}`} data-testid={`figure-${name}`}>
      <span className={classes.label}>{label}</span>
      <strong className={`numbers ${classes.value}`}>{words(value)}</strong>
      <span className={`numbers ${classes.more}`}>{more}</span>
      <Sparkline values={row} label={t('hour', { label, highest: words(highest) })} height={30} />
    </li>
  );
}

/** The figure with its unit, as one would say it. */
function useWords(name: HistoryName): (value: Value) => string {
  const { t } = useTranslation('broker');
  if (name === 'bytes_received' || name === 'bytes_sent')
    return (value) => (value === null || value === undefined ? UNKNOWN : t('unit.per_s', { value: bytes(value) }));
  if (isRated(name))
    return (value) => (value === null || value === undefined ? UNKNOWN : t('unit.messages_per_s', { value: rate(value) }));
  return name.endsWith('_bytes') ? bytes : number;
}

/** The line below: what belongs to the figure, or that this broker does not tell it. */
function useMore(name: HistoryName, { figures, connected }: Broker): string {
  const { t } = useTranslation('broker');
  switch (name) {
    case 'clients_connected':
      return t('more.clients', { sessions: number(figures.clients_total), expired: number(figures.clients_expired) });
    case 'messages_received':
    case 'messages_sent':
    case 'publish_dropped':
      return t('more.since_start', { value: number(figures[name]) });
    case 'bytes_received':
    case 'bytes_sent':
      return t('more.since_start', { value: bytes(figures[name]) });
    case 'retained_messages':
      return t('more.subscriptions', { value: number(figures.subscriptions) });
    case 'stored_bytes':
      return t('more.stored', { value: number(figures.stored_messages) });
    case 'queued_packets':
      if (figures.queued_packets === null) return connected ? t('more.not_told') : UNKNOWN;
      return bytes(figures.queued_bytes);
    case 'heap_bytes':
      return t('more.heap', { value: bytes(figures.heap_maximum) });
  }
}
