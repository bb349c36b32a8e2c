import { Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  note?: ReactNode;
  children?: ReactNode;
}

/** The page's heading, a short count or state beside it, and its main actions. */
export function PageHeader({ title, note, children }: Props) {
  const { t } = useTranslation('common');
  useDocumentTitle(`${title} – ${t('product')}`);
  return (
    <Group justify="space-between" mb="md" gap="sm">
      <Group gap="sm" align="baseline">
        <Title order={1}>{title}</Title>
        {note === undefined ? null : (
          <Text c="dimmed" size="md" component="div">
            {note}
          </Text>
        )}
      </Group>
      <Group gap="xs">{children}</Group>
    </Group>
  );
}
