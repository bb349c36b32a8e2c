import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { shareOf, type CellValue } from '@/data/batteries/cells';
import { fixed, UNKNOWN } from '@/format/number';
import classes from './battery.module.css';

interface Props {
  cell: CellValue;
  scale: readonly [number, number];
  mark: 'lowest' | 'highest' | null;
}

const SIGNS = { lowest: '▼', highest: '▲' } as const;

/** One cell: its number, a bar, its voltage, and whether it is the lowest or the highest. */
export function CellBar({ cell: { number, volts }, scale, mark }: Props) {
  const { t } = useTranslation('batteries');
  return (
    <li className={classes.cell} data-mark={mark ?? undefined} data-testid={`cell-${number}`}>
      <span className={classes.mark} title={mark ? t(`cell.${mark}`) : undefined}>
        {mark ? (
          <>
            <span aria-hidden>{SIGNS[mark]}</span>
            <VisuallyHidden>{t(`cell.${mark}`)}</VisuallyHidden>
          </>
        ) : null}
      </span>
      <span className={classes.well} aria-hidden>
        {volts === null ? null : (
          <span className={classes.bar} style={{ height: `${Math.max(3, shareOf(volts, scale) * 100)}%` }} />
        )}
      </span>
      <span className={classes.number}>
        <VisuallyHidden>{`${t('cell.name')} `}</VisuallyHidden>
        {number}
      </span>
      <span className={classes.volts}>
        {volts === null ? UNKNOWN : fixed(volts, 3)}
        <VisuallyHidden>{' V'}</VisuallyHidden>
      </span>
    </li>
  );
}
