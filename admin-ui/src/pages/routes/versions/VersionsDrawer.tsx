import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RoutesView } from '@/data/routes/types';
import { Versions } from './Versions';

/** The history of the whole file. */
export default function VersionsDrawer({ view, onClose }: { view: RoutesView; onClose: () => void }) {
  const { t } = useTranslation(['routes', 'common']);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('version.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Versions view={view} />
    </Drawer>
  );
}
