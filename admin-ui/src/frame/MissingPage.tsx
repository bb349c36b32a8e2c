import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '@/ui/EmptyState';

export function MissingPage() {
  const { t } = useTranslation('frame');
  return (
    <EmptyState order={1} icon={<IconMapQuestion size={48} stroke={1.2} />} title={t('missing.title')} text={t('missing.text')}>
      <Button component={Link} to="/instances">
        {t('missing.home')}
      </Button>
    </EmptyState>
  );
}
