import { Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './sections.module.css';

interface Props {
  title: string;
  note?: ReactNode;
  /** What stands at the right of the heading. */
  side?: ReactNode;
  testId?: string;
  children: ReactNode;
}

/** One part of the route, with its heading. */
export function Section({ title, note, side, testId, children }: Props) {
  const id = useId();
  return (
    <section className={`surface ${classes.section}`} aria-labelledby={id} data-testid={testId}>
      <div className={classes.head}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {side}
      </div>
      {note ? <p className={classes.note}>{note}</p> : null}
      {children}
    </section>
  );
}
