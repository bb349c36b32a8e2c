import { IconPlugConnectedX } from '@tabler/icons-react';
import classes from './parts.module.css';
import de from './de.json';
import en from './en.json';
import { useWords } from './words';

/** Instead of a widget to which nothing is bound yet. */
export function Unbound() {
  const say = useWords({ de, en });
  return (
    <div className={classes.empty} data-testid="unbound">
      <IconPlugConnectedX size={22} stroke={1.4} aria-hidden />
      <span>{say('unbound')}</span>
    </div>
  );
}
