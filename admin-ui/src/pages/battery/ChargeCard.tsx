import { useTranslation } from 'react-i18next';
import type { BatteryRecord } from '@/data/batteries/record';
import { goodNumber } from '@/data/batteries/summary';
import { fixed, number, UNKNOWN } from '@/format/number';
import { useFlowText } from '@/pages/batteries/use-flow-text';
import classes from './battery.module.css';
import { Card } from './Card';

/** How full it is and what flows. */
export function ChargeCard({ record }: { record: BatteryRecord }) {
  const { t } = useTranslation('batteries');
  const flow = useFlowText();
  const soc = goodNumber(record, 'soc');
  const current = goodNumber(record, 'current');
  const voltage = goodNumber(record, 'voltage');
  const power = goodNumber(record, 'power');
  const digits = soc !== null && !Number.isInteger(soc) ? 1 : 0;
  return (
    <Card title={t('column.soc')} testId="charge">
      <div className={classes.charge}>
        <span className={classes.big} data-testid="soc">
          {soc === null ? UNKNOWN : `${fixed(soc, digits)} %`}
        </span>
        <span className={classes.flow} data-testid="flow">
          {flow(current)}
        </span>
      </div>
      <div className={classes.track} data-unknown={soc === null || undefined} aria-hidden>
        {soc === null ? null : <div className={classes.fill} style={{ width: `${Math.min(100, Math.max(0, soc))}%` }} />}
      </div>
      <dl className={classes.figures}>
        <Figure label={t('column.voltage')} text={voltage === null ? UNKNOWN : `${fixed(voltage, 2)} V`} testId="voltage" />
        <Figure label={t('column.current')} text={current === null ? UNKNOWN : `${fixed(current, 1)} A`} testId="current" />
        <Figure label={t('power')} text={power === null ? UNKNOWN : `${number(power)} W`} testId="power" />
      </dl>
    </Card>
  );
}

/** One number with what it is. */
export function Figure({ label, text, testId }: { label: string; text: string; testId?: string }) {
  return (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd data-testid={testId}>{text}</dd>
    </div>
  );
}
