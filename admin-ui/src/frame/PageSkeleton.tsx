import { Group, Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Grey shapes where the page's content will be. */
export function PageSkeleton() {
  const { t } = useTranslation('common');
  return (
    <Stack gap="md" role="status" aria-label={t('loading')} p="xs">
      <Group justify="space-between">
        <Skeleton height={28} width={180} />
        <Skeleton height={36} width={140} />
      </Group>
      <Skeleton height={36} />
      <Skeleton height={160} />
      <Skeleton height={160} />
    </Stack>
  );
}
