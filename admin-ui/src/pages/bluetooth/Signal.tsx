import { useTranslation } from 'react-i18next';
import { bars, type Known } from '@/data/bluetooth/devices';
import { useNow } from '@/format/now';
import { useSpan } from '@/format/time';
import { Sparkline } from '@/ui/Sparkline';
import classes from './bluetooth.module.css';

const FLOOR = -100;

/** Strength as bars, number and course; how long ago it was heard. */
export function Signal({ device }: { device: Known }) {
  const { t } = useTranslation('bluetooth');
  const span = useSpan();
  const now = useNow();
  const seen = device.seen_s + Math.max(0, (now - device.told) / 1000);
  const label = device.rssi === null ? t('no_signal') : t('signal', { dbm: device.rssi });
  const strength = bars(device.rssi);
  const course = device.rssi_history.map(([, dbm]) => Math.max(0, dbm - FLOOR));
  return (
    <div className={classes.signal}>
      <span className={classes.bars} role="img" aria-label={label}>
        {[1, 2, 3, 4].map((each) => (
          <i key={each} style={{ height: 3 + 3 * each }} data-on={each <= strength || undefined} />
        ))}
      </span>
      <span>{device.rssi === null ? t('no_signal') : `${device.rssi} dBm`}</span>
      <span className={classes.age}>{device.connected ? t('connected') : t('ago', { span: span(seen) })}</span>
      {course.length > 1 ? (
        <div className={classes.course} aria-hidden>
          <Sparkline values={course} label="" top={60} />
        </div>
      ) : null}
    </div>
  );
}
