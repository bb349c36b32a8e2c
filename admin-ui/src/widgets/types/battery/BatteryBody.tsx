import { useTranslation } from 'react-i18next';
import { spreadOf } from '@/data/batteries/cells';
import { fixed, number, UNKNOWN } from '@/format/number';
import { StateSign } from '@/pages/batteries/StateSign';
import { useFlowText } from '@/pages/batteries/use-flow-text';
import parts from '../../parts/parts.module.css';
import classes from './battery-widget.module.css';
import { Cells } from './Cells';
import type { BatteryNumbers, BatteryOptions } from './numbers';

const FIGURES = [
  { name: 'voltage', unit: 'V', digits: 2 },
  { name: 'power', unit: 'W', digits: 0 },
  { name: 'temperature', unit: '°C', digits: 1 },
] as const;

/** Charge as a filled outline, what flows, and the cells where there is room. */
export function BatteryBody({ numbers, options }: { numbers: BatteryNumbers; options: BatteryOptions }) {
  const { t } = useTranslation('batteries');
  const flow = useFlowText();
  const { values, state } = numbers;
  const soc = values.soc ?? null;
  const sign = options.positive === 'charge' ? 1 : -1;
  const current = values.current === undefined || values.current === null ? null : sign * values.current;
  const spread = spreadOf(numbers.cells);
  const min = spread.lowest?.volts ?? values.cells_min ?? null;
  const max = spread.highest?.volts ?? values.cells_max ?? null;
  const delta = spread.delta ?? values.cells_delta ?? null;
  const hasCells = numbers.cells.length > 0 || 'cells_min' in values || 'cells_delta' in values;
  const low = soc !== null && soc < options.low;
  const socText = soc === null ? UNKNOWN : `${fixed(soc, Number.isInteger(soc) ? 0 : 1)}\u00a0%`;
  const volts = (value: number | null) => (value === null ? UNKNOWN : `${fixed(value, 3)}\u00a0V`);
  return (
    <div className={parts.body}>
      <div className={classes.battery} data-cells={options.cells}>
        <div className={classes.head}>
          <span
            className={classes.outline}
            role="meter"
            aria-label={t('column.soc')}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={soc ?? 0}
            aria-valuetext={socText}
            data-unknown={soc === null || undefined}
            data-low={low || undefined}
          >
            {soc === null ? null : <span style={{ width: `${Math.min(100, Math.max(0, soc))}%` }} className={classes.fill} />}
          </span>
          <span
            className={`${classes.soc} ${numbers.doubtful ? parts.doubtful : ''}`}
            data-low={low || undefined}
            data-testid="soc"
          >
            {socText}
          </span>
          {'current' in values ? (
            <span className={classes.flow} data-testid="flow">
              {current === null ? `${t('column.current')} ${UNKNOWN}` : flow(current)}
            </span>
          ) : null}
          {state !== null && state !== 'fine' ? <StateSign state={state} /> : null}
        </div>
        <dl className={classes.figures}>
          {FIGURES.filter(({ name }) => name in values).map(({ name, unit, digits }) => (
            <div key={name}>
              <dt>{name === 'power' ? t('power') : t(`column.${name}`)}</dt>
              <dd>
                {values[name] === null
                  ? UNKNOWN
                  : `${name === 'voltage' ? fixed(values[name], 2) : number(values[name], digits)}\u00a0${unit}`}
              </dd>
            </div>
          ))}
          {hasCells && options.cells !== 'none' ? (
            <>
              <Figure label={t('cell.lowest')} text={volts(min)} />
              <Figure label={t('cell.highest')} text={volts(max)} />
              <Figure label={t('cell.delta')} text={delta === null ? UNKNOWN : `${fixed(delta * 1000, 0)}\u00a0mV`} />
            </>
          ) : null}
        </dl>
        {numbers.cells.length > 0 && options.cells !== 'none' && options.cells !== 'figures' ? (
          <Cells cells={numbers.cells} spread={spread} />
        ) : null}
      </div>
    </div>
  );
}

function Figure({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </div>
  );
}
