import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSelection } from '@/data/settings/queries';
import { number } from '@/format/number';
import { ErrorNotice } from '@/ui/ErrorNotice';

/** What the saved selection holds now, and what of it is left out. */
export function SelectionState() {
  const { t } = useTranslation('settings');
  const selection = useSelection();
  if (selection.error) return <ErrorNotice error={selection.error} retry={() => void selection.refetch()} />;
  const state = selection.data;
  if (!state) return null;
  if (state.patterns.length === 0) return <Text data-testid="selection">{t('prometheus_none')}</Text>;
  const idle = state.patterns.filter(({ points }) => points === 0).map(({ pattern }) => pattern);
  return (
    <div data-testid="selection">
      <Text>{t('prometheus_told', { count: state.selected - state.over_budget, without: number(state.without_value) })}</Text>
      {state.over_budget > 0 ? (
        <Text style={{ color: 'var(--rail-bad)' }}>{t('prometheus_over', { count: state.over_budget })}</Text>
      ) : null}
      {state.unsuited > 0 ? <Text>{t('prometheus_unsuited', { count: state.unsuited })}</Text> : null}
      {idle.length > 0 ? <Text>{t('prometheus_idle', { patterns: idle.join(', ') })}</Text> : null}
    </div>
  );
}
