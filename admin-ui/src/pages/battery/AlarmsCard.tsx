import { useTranslation } from 'react-i18next';
import { parseAlarms } from '@/data/batteries/alarms';
import { goodNumber } from '@/data/batteries/summary';
import type { BatteryRecord } from '@/data/batteries/record';
import { useAlarmText } from '@/pages/batteries/AlarmWords';
import { Shape } from '@/ui/shapes';
import classes from './battery.module.css';
import { Card } from './Card';

/** What the battery complains about; "unknown" is not "nothing". */
export function AlarmsCard({ record }: { record: BatteryRecord }) {
  const { t } = useTranslation('batteries');
  const text = useAlarmText();
  const point = record.named.get('alarms');
  const level = goodNumber(record, 'alarm_level');
  if (point === undefined && !record.named.has('alarm_level')) return null;
  const known = point?.quality === 'good';
  // The alarms themselves before the warnings.
  const alarms = parseAlarms(known ? point.value : undefined).toSorted((a, b) => a.level.localeCompare(b.level));
  const named = alarms.length > 0;
  return (
    <Card title={t('alarms.title')} testId="alarms">
      <div aria-live="polite">
        {named ? (
          <ul className={classes.alarms}>
            {alarms.map((alarm) => (
              <li key={alarm.key} data-level={alarm.level}>
                <Shape
                  name={alarm.level === 'alarm' ? 'octagon' : 'triangle'}
                  tone={alarm.level === 'alarm' ? 'bad' : 'warn'}
                  size={15}
                />
                <span>
                  <strong>{t(`alarms.${alarm.level}`)}</strong> {text(alarm)}
                </span>
              </li>
            ))}
          </ul>
        ) : null}
        {!named && level !== null && level > 0 ? (
          <p className={classes.quiet}>
            <Shape name={level > 1 ? 'octagon' : 'triangle'} tone={level > 1 ? 'bad' : 'warn'} size={15} />
            {t(level > 1 ? 'alarms.unnamed_alarm' : 'alarms.unnamed_warning')}
          </p>
        ) : null}
        {!named && level === 0 ? (
          <p className={classes.quiet}>
            <Shape name="disc" tone="ok" size={13} />
            {t('alarms.none')}
          </p>
        ) : null}
        {!named && level === null ? (
          <p className={classes.quiet}>
            <Shape name="ring" tone="idle" size={13} />
            {t('alarms.unknown')}
          </p>
        ) : null}
      </div>
    </Card>
  );
}
