import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '@/ui/SearchField';
import type { View, ViewName } from './use-view';

const VIEWS: readonly ViewName[] = ['tree', 'ticked', 'types'];

/** Search and what is looked at. */
export function Toolbar({ view }: { view: View }) {
  const { t } = useTranslation('symbols');
  return (
    <Group gap="xs" mb="sm">
      <SearchField label={t('search')} value={view.search} onChange={view.setSearch} />
      <SegmentedControl
        aria-label={t('view.label')}
        value={view.view}
        onChange={(next) => view.setView(next as ViewName)}
        data={VIEWS.map((name) => ({ value: name, label: t(`view.${name}`) }))}
        data-testid="view"
      />
      {view.type !== null && view.view === 'types' ? (
        <Button
          variant="subtle"
          leftSection={<IconArrowLeft size={16} />}
          onClick={() => view.setView('types')}
          data-testid="all-types"
        >
          {t('types.back', { type: view.type })}
        </Button>
      ) : null}
    </Group>
  );
}
