import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  shown: number;
  /** Of all, where the gateway counts them. */
  total?: number;
}

/** Fetches the next page of a long list, and says how much there is. */
export function MoreButton({ pages, shown, total }: Props) {
  const { t } = useTranslation('common');
  if (!pages.hasNextPage) return null;
  return (
    <Group justify="center" my="md">
      <Button variant="default" onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage} data-testid="more">
        {t('more')}
      </Button>
      <Text c="dimmed">{total === undefined ? t('shown', { count: shown }) : t('shown_of', { count: shown, total })}</Text>
    </Group>
  );
}
