import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Said while no instance of the type runs that could be asked. */
export function NobodyToAsk({ own = false }: { own?: boolean }) {
  const { t } = useTranslation('bus');
  return <Text c="dimmed">{own ? t('save_first') : t('nobody')}</Text>;
}
