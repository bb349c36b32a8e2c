import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { BatteryAlarm } from '@/data/batteries/alarms';

/** The sentence for an alarm's key in the language of the page; a bit nobody knows keeps its number. */
export function useAlarmText(): (alarm: BatteryAlarm) => string {
  const { t } = useTranslation(['batteries', 'alarms']);
  return ({ key }) => {
    const bit = /^bit_(\d+)$/.exec(key)?.[1];
    if (bit !== undefined) return t('alarm_bit', { bit });
    return i18next.exists(key, { ns: 'alarms' }) ? t(`alarms:${key as 'overload'}`) : key;
  };
}
