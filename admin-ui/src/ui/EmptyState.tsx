import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  icon: ReactNode;
  title: string;
  text?: string;
  /** Level of the heading; 1 where it is the page's only one. */
  order?: 1 | 2;
  children?: ReactNode;
}

/** Nothing to show, and what to do about it. */
export function EmptyState({ icon, title, text, order = 2, children }: Props) {
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center">
      <Text c="dimmed" component="div" aria-hidden>
        {icon}
      </Text>
      <Title order={order}>{title}</Title>
      {text ? (
        <Text c="dimmed" maw={520} size="md">
          {text}
        </Text>
      ) : null}
      {children}
    </Stack>
  );
}
