import { Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Radio } from '@/data/bluetooth/types';
import classes from './bluetooth.module.css';

/** The radio, its connection slots, how it listens and why so. */
export function RadioBar({ radio, count }: { radio: Radio; count: number }) {
  const { t } = useTranslation('bluetooth');
  const { slots_used: used, slots_total: total } = radio;
  const how = radio.passive ? t('passive') : radio.active_because === 'configured' ? t('active') : t('active_because');
  return (
    <div className={`surface ${classes.radio}`} data-testid="radio">
      <Text fw={600} className="mono">
        {[radio.name, radio.address].filter(Boolean).join(' · ')}
      </Text>
      <span className={classes.slots} role="img" aria-label={t('slots', { used, total })} data-testid="slots">
        {Array.from({ length: total }, (_, at) => (
          <i key={at} data-used={at < used || undefined} />
        ))}
        <span aria-hidden>{t('slots', { used, total })}</span>
      </span>
      <span className={classes.how}>
        {radio.scanning ? <Loader size={14} aria-hidden /> : null}
        {radio.scanning ? how : t('quiet')}
      </span>
      <span>{t('heard', { count })}</span>
    </div>
  );
}
