import { Shape } from '@/ui/shapes';
import classes from './sections.module.css';

/** Something the router accepts but finds odd. */
export function Warning({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className={classes.warning} role="status">
      <Shape name="triangle" tone="warn" size={12} />
      {text}
    </p>
  );
}
