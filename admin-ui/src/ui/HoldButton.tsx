import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './HoldButton.module.css';
import { useHold } from './use-hold';

interface Props {
  children: ReactNode;
  /** Said to who cannot see the bar fill. */
  describedBy: string;
  pending: boolean;
  onHeld: () => void;
  testId: string;
}

/** A button that acts after being held, by pointer or by the space or enter key; letting go before does nothing. */
export function HoldButton({ children, describedBy, pending, onHeld, testId }: Props) {
  const { holding, holdMs, handlers } = useHold(onHeld);
  return (
    <Button
      color="red"
      size="lg"
      fullWidth
      px="xs"
      loading={pending}
      aria-describedby={describedBy}
      className={classes.button ?? ''}
      data-testid={testId}
      {...handlers}
    >
      <span
        aria-hidden
        className={classes.fill}
        data-holding={holding || undefined}
        style={{ transitionDuration: holding ? `${holdMs}ms` : '120ms' }}
      />
      <span className={classes.label}>{children}</span>
    </Button>
  );
}
