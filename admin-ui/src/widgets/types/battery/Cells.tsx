import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { shareOf, type CellSpread, type CellValue } from '@/data/batteries/cells';
import { fixed, UNKNOWN } from '@/format/number';
import classes from './battery-widget.module.css';

const SIGNS = { lowest: '▼', highest: '▲' } as const;

/** All cells side by side in one row, however many; the lowest and the highest are marked. */
export function Cells({ cells, spread }: { cells: readonly CellValue[]; spread: CellSpread }) {
  const { t } = useTranslation('batteries');
  const markOf = (cell: CellValue) => {
    if (spread.delta === 0) return null;
    return cell === spread.lowest ? 'lowest' : cell === spread.highest ? 'highest' : null;
  };
  return (
    <ol className={classes.cells} aria-label={t('cells')}>
      {cells.map((cell) => {
        const mark = markOf(cell);
        const volts = cell.volts === null ? UNKNOWN : `${fixed(cell.volts, 3)}\u00a0V`;
        const words = [`${t('cell.name')} ${cell.number}: ${volts}`, mark ? t(`cell.${mark}`) : ''].filter(Boolean).join(', ');
        return (
          <li key={cell.number} className={classes.cell} data-mark={mark ?? undefined} title={words}>
            <span className={classes.mark} aria-hidden>
              {mark ? SIGNS[mark] : null}
            </span>
            <span className={classes.well} data-unknown={cell.volts === null || undefined} aria-hidden>
              {cell.volts === null ? null : (
                <span className={classes.level} style={{ height: `${Math.max(3, shareOf(cell.volts, spread.scale) * 100)}%` }} />
              )}
            </span>
            <VisuallyHidden>{words}</VisuallyHidden>
          </li>
        );
      })}
    </ol>
  );
}
