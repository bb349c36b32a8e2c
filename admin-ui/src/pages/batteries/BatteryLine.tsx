import type { CSSProperties } from 'react';
import { Link } from 'react-router';
import { parseAlarms } from '@/data/batteries/alarms';
import { pathOf } from '@/data/batteries/link';
import { batteryName } from '@/data/batteries/names';
import { numberOf, stateOf } from '@/data/batteries/rank';
import type { Battery } from '@/data/batteries/types';
import { fixed, percent, UNKNOWN } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { Age } from '@/ui/Age';
import { useAlarmText } from './AlarmWords';
import classes from './batteries.module.css';
import { StateSign } from './StateSign';
import { useFlowText } from './use-flow-text';

interface Props {
  battery: Battery;
  title: string | undefined;
  index: number;
  start: number;
  height: number;
}

/** One battery: what matters most, where it is, its numbers; "–" for what is not known now. */
export function BatteryLine({ battery, title, index, start, height }: Props) {
  const reasons = useReason();
  const flow = useFlowText();
  const alarmText = useAlarmText();
  const { address, values, quality, reason, ts } = battery;
  const value = (name: string) => numberOf(values[name]);
  const soc = value('soc');
  const [alarm] = parseAlarms(values['alarms']);
  const why = alarm ? alarmText(alarm) : quality === 'good' || reason === '' ? '' : reasons.text({ key: reason });
  const style = { height, transform: `translateY(${start}px)` } as CSSProperties;
  const unit = (name: string, digits: number, sign: string) =>
    value(name) === null ? UNKNOWN : `${fixed(value(name), digits)} ${sign}`;
  return (
    <div role="row" aria-rowindex={index + 2} className={`${classes.row} ${classes.line}`} style={style}>
      <span role="cell" className={classes.state}>
        <StateSign state={stateOf(battery)} />
        {why === '' ? null : (
          <span className={classes.why} title={why}>
            {why}
          </span>
        )}
      </span>
      <span role="cell" className={classes.name}>
        <Link to={pathOf(address)} className={classes.link} data-testid={`battery-${address}`}>
          {batteryName(address, title)}
        </Link>
        <span className={classes.where}>{title || battery.instance}</span>
      </span>
      <span role="cell" className={classes.soc}>
        <span className={classes.track} aria-hidden>
          <span className={classes.fill} style={{ width: `${soc ?? 0}%` }} />
        </span>
        <span className="numbers">{percent(soc)}</span>
      </span>
      <span role="cell" className={classes.figure}>
        {unit('voltage', 2, 'V')}
      </span>
      <span role="cell" className={classes.flow}>
        {flow(value('current'))}
      </span>
      <span role="cell" className={classes.figure}>
        {value('cells.delta') === null ? UNKNOWN : `${fixed((value('cells.delta') ?? 0) * 1000, 0)} mV`}
      </span>
      <span role="cell" className={`${classes.figure} ${classes.wide}`}>
        {unit('temperatures.max', 0, '°C')}
      </span>
      <span role="cell" className={classes.age}>
        <Age ts={ts} />
      </span>
    </div>
  );
}
