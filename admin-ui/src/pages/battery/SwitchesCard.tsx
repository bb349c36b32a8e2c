import { useTranslation } from 'react-i18next';
import { goodSwitch } from '@/data/batteries/summary';
import type { BatteryRecord } from '@/data/batteries/record';
import { Shape } from '@/ui/shapes';
import classes from './battery.module.css';
import { Card } from './Card';

const SWITCHES = ['charge_mos', 'discharge_mos', 'balancing'] as const;

/** Whether it may be charged and discharged, and whether it balances its cells. */
export function SwitchesCard({ record }: { record: BatteryRecord }) {
  const { t } = useTranslation('batteries');
  const told = SWITCHES.map((name) => ({ name, on: goodSwitch(record, name) })).filter(({ on }) => on !== undefined);
  if (told.length === 0) return null;
  return (
    <Card title={t('switches')} testId="switches">
      <dl className={classes.facts}>
        {told.map(({ name, on }) => (
          <div key={name}>
            <dt>{t(`switch.${name}`)}</dt>
            <dd className={classes.switch} data-testid={name}>
              <Shape
                name={on ? 'disc' : on === null || on === undefined ? 'ring' : 'square'}
                tone={on ? 'ok' : 'idle'}
                size={12}
              />
              {on === null || on === undefined
                ? t('unknown')
                : name === 'balancing'
                  ? t(on ? 'balancing.on' : 'balancing.off')
                  : t(on ? 'mos.on' : 'mos.off')}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
