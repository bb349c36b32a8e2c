import { Group, Select } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '@/ui/SearchField';
import { Shape } from '@/ui/shapes';
import chips from '../../instances/instances.module.css';
import { countByState, endsOf } from '../filter';
import type { Row } from '../rows';
import { STATE_SIGNS } from '../state';
import type { RoutesViewState } from '../use-view';
import classes from './list.module.css';

/** Search, source and target, and a button per state that occurs with its count. */
export function RoutesToolbar({ rows, view }: { rows: Row[]; view: RoutesViewState }) {
  const { t } = useTranslation('routes');
  const sources = useMemo(() => endsOf(rows, 'sources'), [rows]);
  const targets = useMemo(() => endsOf(rows, 'targets'), [rows]);
  const { filter } = view;
  return (
    <div className={classes.toolbar}>
      <SearchField label={t('search')} value={filter.text} onChange={view.setText} />
      <End
        label={t('filter.source')}
        any={t('filter.any_source')}
        list={sources}
        value={filter.source}
        onChange={view.setSource}
      />
      <End
        label={t('filter.target')}
        any={t('filter.any_target')}
        list={targets}
        value={filter.target}
        onChange={view.setTarget}
      />
      <Group gap={6} role="group" aria-label={t('filter.state')} className={classes.chips ?? ''}>
        {countByState(rows).map(([state, count]) => (
          <button
            key={state}
            type="button"
            className={chips.chip}
            aria-pressed={filter.states.includes(state)}
            onClick={() => view.toggle(state)}
            data-testid={`filter-${state}`}
          >
            <Shape name={STATE_SIGNS[state].shape} tone={STATE_SIGNS[state].tone} size={13} />
            {t(`state.${state}`)}
            <span className={chips.chipCount}>{count}</span>
          </button>
        ))}
      </Group>
    </div>
  );
}

interface EndProps {
  label: string;
  any: string;
  list: string[];
  value: string;
  onChange: (value: string) => void;
}

function End({ label, any, list, value, onChange }: EndProps) {
  // A filter that came with the page's address stays visible even when nothing matches it.
  const known = value === '' || list.includes(value) ? list : [value, ...list];
  return (
    <Select
      aria-label={label}
      placeholder={any}
      data={known}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchable
      clearable
      limit={100}
      className={classes.endFilter ?? ''}
    />
  );
}
