import { Alert, Group, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AdapterType } from '@/data/adapters/types';
import { ErrorNotice } from '@/ui/ErrorNotice';

/** Said while a type's schema is not known because its image is still being made. */
export function WaitForType({ type }: { type: AdapterType }) {
  const { t } = useTranslation('form');
  if (type.image === 'failed') return <ErrorNotice error={null} title={t('image.failed')} reason={problemOf(type)} />;
  return (
    <Alert color="blue" icon={<Loader size={18} aria-hidden />} role="status">
      <Group gap="xs">
        <Text>{t('image.wait')}</Text>
      </Group>
    </Alert>
  );
}

export function problemOf(type: AdapterType) {
  return type.problem ?? { key: 'image_failed', params: { type: type.type } };
}
