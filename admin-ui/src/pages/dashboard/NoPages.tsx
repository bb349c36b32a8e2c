import { Button, Group } from '@mantine/core';
import { IconLayoutDashboard, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/data/auth/rights';
import { EmptyState } from '@/ui/EmptyState';

/** There is no page yet, or none for this person: what can be done about it. */
export function NoPages({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation('dashboards');
  const mayEdit = useMay('engineer');
  return (
    <EmptyState
      order={1}
      icon={<IconLayoutDashboard size={52} stroke={1.1} />}
      title={t('none.title')}
      text={mayEdit ? t('none.text') : t('none.wait')}
    >
      <Group justify="center" gap="xs">
        {mayEdit ? (
          <Button leftSection={<IconPlus size={18} />} onClick={onAdd} data-testid="first-page">
            {t('add_page')}
          </Button>
        ) : null}
        <Button variant="default" component={Link} to="/instances">
          {t('none.instances')}
        </Button>
      </Group>
    </EmptyState>
  );
}
