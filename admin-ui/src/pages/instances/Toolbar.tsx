import { Group, SegmentedControl, VisuallyHidden } from '@mantine/core';
import { IconLayoutGrid, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Instance } from '@/data/instances/types';
import { SearchField } from '@/ui/SearchField';
import { Shape } from '@/ui/shapes';
import { STATUS_SIGNS } from '@/ui/StatusLight';
import { countByStatus } from './filter';
import classes from './instances.module.css';
import type { ToolbarState } from './use-toolbar';

/** Search, a button per status that occurs with its count, and tiles or table. */
export function Toolbar({ all, toolbar }: { all: Instance[]; toolbar: ToolbarState }) {
  const { t } = useTranslation('instances');
  const { filter } = toolbar;
  return (
    <div className={classes.toolbar}>
      <SearchField label={t('search')} value={filter.text} onChange={toolbar.setText} />
      <Group gap={6} role="group" aria-label={t('filter')} className={classes.chips ?? ''}>
        {countByStatus(all).map(([name, count]) => (
          <button
            key={name}
            type="button"
            className={classes.chip}
            aria-pressed={filter.statuses.includes(name)}
            onClick={() => toolbar.toggle(name)}
            data-testid={`filter-${name}`}
          >
            <Shape name={STATUS_SIGNS[name].shape} tone={STATUS_SIGNS[name].tone} size={13} />
            {t(`status.${name}`)}
            <span className={classes.chipCount}>{count}</span>
          </button>
        ))}
      </Group>
      <SegmentedControl
        size="xs"
        className={classes.views ?? ''}
        aria-label={t('view.label')}
        value={toolbar.view}
        onChange={(value) => toolbar.setView(value === 'table' ? 'table' : 'tiles')}
        data={[
          { value: 'tiles', label: <ViewSign icon={<IconLayoutGrid size={18} />} text={t('view.tiles')} /> },
          { value: 'table', label: <ViewSign icon={<IconTable size={18} />} text={t('view.table')} /> },
        ]}
      />
    </div>
  );
}

function ViewSign({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <span className={classes.viewSign} title={text}>
      {icon}
      <VisuallyHidden>{text}</VisuallyHidden>
    </span>
  );
}
