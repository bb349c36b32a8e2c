import { Text, Title } from '@mantine/core';
import { IconArrowsRightLeft } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstances } from '@/data/instances/queries';
import type { SourceCounters } from '@/data/routes/counters';
import { EmptyState } from '@/ui/EmptyState';
import { Shape } from '@/ui/shapes';
import { AddRoute } from '../AddRoute';
import type { Row } from '../rows';
import type { RoutesViewState } from '../use-view';
import classes from './flow.module.css';
import { FlowPicture } from './FlowPicture';
import { FlowTable } from './FlowTable';
import { graphOf, LINK_STATES } from './graph';
import { LINK_SIGNS } from './signs';

interface Props {
  rows: Row[];
  sources: readonly SourceCounters[] | undefined;
  view: RoutesViewState;
}

/** What flows from where to where, by instance; a click leads to the routes behind it. */
export default function FlowTab({ rows, sources, view }: Props) {
  const { t } = useTranslation('routes');
  const instances = useInstances();
  const graph = useMemo(() => graphOf(rows, sources ?? []), [rows, sources]);
  const titles = useMemo(() => new Map(instances.data?.map(({ id, title }) => [id, title])), [instances.data]);
  const nameOf = useCallback(
    (id: string) => {
      if (id.includes('*')) return t('flow.any');
      return titles.get(id) || (id === 'calc' ? t('source.calc') : id);
    },
    [titles, t],
  );
  if (graph.links.length === 0) {
    return (
      <EmptyState icon={<IconArrowsRightLeft size={48} stroke={1.1} />} title={t('flow.none')} text={t('flow.none_text')}>
        <AddRoute label={t('first')} />
      </EmptyState>
    );
  }
  return (
    <>
      <Text c="dimmed" size="sm" mb="sm">
        {t('flow.text')}
      </Text>
      <div className={classes.heads} aria-hidden>
        <span>{t('flow.sources')}</span>
        <span>{t('flow.targets')}</span>
      </div>
      <FlowPicture graph={graph} nameOf={nameOf} onShow={view.showBetween} />
      <ul className={classes.legend} aria-label={t('flow.legend')}>
        {LINK_STATES.filter((state) => graph.links.some((link) => link.state === state)).map((state) => (
          <li key={state}>
            <svg width="30" height="10" aria-hidden className={classes.link} data-state={state}>
              <path d="M1 5H29" className={classes.stroke} strokeWidth="3" />
            </svg>
            <Shape name={LINK_SIGNS[state].shape} tone={LINK_SIGNS[state].tone} size={12} />
            {t(`flow.state.${state}`)}
          </li>
        ))}
      </ul>
      <Title order={2} mt="lg" mb="xs">
        {t('flow.table')}
      </Title>
      <FlowTable links={graph.links} nameOf={nameOf} onShow={view.showBetween} />
    </>
  );
}
