import { ActionIcon } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { Link } from 'react-router';
import classes from './IconAction.module.css';

interface Props {
  /** Short tooltip. */
  title: string;
  /** Full name for screen readers, with what it acts on. */
  label?: string;
  icon: Icon;
  onClick?: () => void;
  to?: string;
  testId?: string;
  loading?: boolean;
  disabled?: boolean;
  danger?: boolean;
  size?: number;
  /** By which the page finds it to give it the focus. */
  focusName?: string;
}

/** A button or link that is only a sign. */
export function IconAction({
  title,
  label = title,
  icon: Sign,
  onClick,
  to,
  testId,
  loading = false,
  disabled = false,
  danger = false,
  size = 32,
  focusName,
}: Props) {
  const common = {
    variant: 'subtle',
    size,
    color: 'gray',
    'aria-label': label,
    title,
    'data-testid': testId,
    'data-focus': focusName,
    className: danger ? classes.danger : classes.plain,
  } as const;
  const sign = <Sign size={Math.round(size * 0.6)} stroke={1.7} aria-hidden />;
  if (to !== undefined && !disabled) {
    return (
      <ActionIcon component={Link} to={to} {...common}>
        {sign}
      </ActionIcon>
    );
  }
  return (
    <ActionIcon {...common} {...(onClick ? { onClick } : {})} loading={loading} disabled={disabled}>
      {sign}
    </ActionIcon>
  );
}
