import { moment } from '@/format/time';
import { numberText } from '../../parts/reading';
import { Scroll } from '../../parts/Scroll';
import type { Say } from '../../parts/words';
import classes from './chart.module.css';
import type en from './en.json';
import type { Joined } from './join';
import type { Line } from './lines';

interface Props {
  say: Say<typeof en>;
  lines: readonly Line[];
  data: Joined;
  decimals: number | null;
  now: number;
}

const MOST = 200;

/** The same values for reading instead of looking; the youngest first. */
export function ChartTable({ say, lines, data: [times, ...columns], decimals, now }: Props) {
  const rows = times
    .map((time, index) => ({ time, cells: columns.map((column) => column[index]) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null && cell !== undefined))
    .slice(-MOST)
    .toReversed();
  return (
    <Scroll label={say('as_table')} className={classes.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('time')}</th>
            {lines.map(({ name, label, unit }) => (
              <th scope="col" key={name}>
                {unit ? `${label} (${unit})` : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, cells }) => (
            <tr key={time}>
              <th scope="row">{moment(time, now)}</th>
              {cells.map((cell, index) => (
                <td key={lines[index]?.name ?? index}>{numberText(cell ?? null, decimals)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
