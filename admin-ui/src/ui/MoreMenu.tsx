import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import classes from './IconAction.module.css';

interface Props {
  label: string;
  testId: string;
  size?: number;
  children: () => ReactNode;
}

/** A menu that costs nothing until it is first opened; a long list has one in every line. */
export function MoreMenu({ label, testId, size = 28, children }: Props) {
  const [used, setUsed] = useState(false);
  const common = {
    variant: 'subtle',
    color: 'gray',
    size,
    className: classes.plain ?? '',
    'aria-label': label,
    'data-testid': testId,
  } as const;
  const sign = <IconDots size={Math.round(size * 0.6)} aria-hidden />;
  if (!used) {
    return (
      <ActionIcon {...common} onClick={() => setUsed(true)} aria-haspopup="menu" aria-expanded={false}>
        {sign}
      </ActionIcon>
    );
  }
  return (
    <Menu position="bottom-end" width={250} withInitialFocusPlaceholder={false} defaultOpened>
      <Menu.Target>
        <ActionIcon {...common}>{sign}</ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children()}</Menu.Dropdown>
    </Menu>
  );
}
