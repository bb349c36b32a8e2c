import { useTranslation } from 'react-i18next';
import { useBus } from '@/data/can/queries';
import type { Bus } from '@/data/can/types';
import { number, percent, rate, UNKNOWN } from '@/format/number';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import classes from './frames.module.css';

const SIGNS: Record<Bus['state'] | 'unknown', { shape: ShapeName; tone: Tone }> = {
  active: { shape: 'disc', tone: 'ok' },
  warning: { shape: 'half', tone: 'warn' },
  passive: { shape: 'triangle', tone: 'warn' },
  off: { shape: 'octagon', tone: 'bad' },
  unknown: { shape: 'ring', tone: 'idle' },
};
const KILO = 1000;

/** State of the controller, how full the bus is, and what goes wrong on it. */
export function BusBar({ id }: { id: string }) {
  const { t } = useTranslation('frames');
  const { data, isError } = useBus(id);
  const bus = isError ? undefined : data;
  const state = bus?.connected ? bus.state : 'unknown';
  const { shape, tone } = SIGNS[state];
  const errors = Object.entries(bus?.counts ?? {}).filter(([, count]) => count > 0);
  const known = (value: number | undefined) => (bus?.connected ? number(value) : UNKNOWN);
  const figures: [string, string][] = [
    [t('bus.interface'), bus?.interface ?? UNKNOWN],
    [t('bus.bitrate'), bus ? `${number(bus.bitrate / KILO)} kbit/s` : UNKNOWN],
    [t('bus.rate'), rate(bus?.frames_per_s)],
    [t('bus.load'), percent(bus?.load_percent)],
    [t('bus.tx_errors'), known(bus?.tx_errors)],
    [t('bus.rx_errors'), known(bus?.rx_errors)],
    [t('bus.lost'), number(bus?.frames_lost)],
  ];
  return (
    <section className={`surface ${classes.bus}`} aria-label={t('bus.title')} data-testid="bus">
      <dl className={classes.figures}>
        <div>
          <dt>{t('bus.state')}</dt>
          <dd className={classes.state} title={t(`bus.explain.${state}`)} data-state={state}>
            <Shape name={shape} tone={tone} size={13} />
            <span style={{ color: `var(--rail-${tone})` }}>{t(`bus.stage.${state}`)}</span>
          </dd>
        </div>
        {figures.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {errors.length > 0 ? (
        <p className={classes.errors}>
          {t('bus.errors')}{' '}
          {errors.map(([name, count]) => `${t(`bus.error.${name}`, { defaultValue: name })} ${number(count)}`).join(' · ')}
        </p>
      ) : null}
    </section>
  );
}
