import { useTranslation } from 'react-i18next';
import type { ProgramChange } from '@/data/ads/types';
import classes from '../symbols.module.css';

const SIGNS: Record<string, 'added' | 'removed' | 'changed'> = { '+': 'added', '-': 'removed', '~': 'changed' };

/** The lines of a program's change: a sign in front and a colour, never the colour alone. */
export function ChangeList({ change }: { change: ProgramChange }) {
  const { t } = useTranslation('symbols');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className={classes.lines} tabIndex={0} aria-label={t('program.lines')} data-testid="change-lines">
      {change.lines.map((line, index) => (
        <li key={index} data-sign={SIGNS[line[0] ?? '']}>
          {line}
        </li>
      ))}
    </ul>
  );
}
