import { useId, type ReactNode } from 'react';
import classes from './battery.module.css';

interface Props {
  title: string;
  note?: ReactNode;
  /** As wide as there is room. */
  wide?: boolean;
  testId?: string;
  children: ReactNode;
}

/** A part of the page with its heading. */
export function Card({ title, note, wide = false, testId, children }: Props) {
  const id = useId();
  return (
    <section className={`surface ${classes.card}`} data-wide={wide || undefined} aria-labelledby={id} data-testid={testId}>
      <div className={classes.cardHead}>
        <h2 id={id} className={classes.cardTitle}>
          {title}
        </h2>
        {note ? <span className={classes.note}>{note}</span> : null}
      </div>
      {children}
    </section>
  );
}
