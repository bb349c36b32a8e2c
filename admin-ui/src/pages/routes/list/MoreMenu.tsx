import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import classes from './list.module.css';

interface Props {
  label: string;
  testId: string;
  children: () => ReactNode;
}

/** A menu that costs nothing until it is first opened; a long list has one in every line. */
export function MoreMenu({ label, testId, children }: Props) {
  const [used, setUsed] = useState(false);
  const common = {
    variant: 'subtle',
    color: 'gray',
    size: 28,
    className: classes.menu ?? '',
    'aria-label': label,
    'data-testid': testId,
  } as const;
  const sign = <IconDots size={17} aria-hidden />;
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
