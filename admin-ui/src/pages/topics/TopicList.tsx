import { Group, Text } from '@mantine/core';
import { IconMessageOff, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Instance } from '@/data/instances/types';
import { matching } from '@/data/topics/known';
import { useTopics } from '@/data/topics/use-topics';
import { number } from '@/format/number';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { CallError } from '@/ui/CallError';
import { EmptyState } from '@/ui/EmptyState';
import { SearchField } from '@/ui/SearchField';
import { Shape } from '@/ui/shapes';
import { FilterField } from './FilterField';
import { isAway, Notices } from './Notices';
import { TopicDrawer } from './TopicDrawer';
import { TopicGrid } from './TopicGrid';
import classes from './topics.module.css';
import { openAtFirst, rowsOf, treeOf } from './tree';

const PHASES = {
  connecting: { shape: 'dashed', tone: 'busy' },
  live: { shape: 'disc', tone: 'ok' },
  lost: { shape: 'diamond', tone: 'warn' },
} as const;

/** The live tree with its search; one topic of it can be looked at. */
export function TopicList({ instance }: { instance: Instance }) {
  const { t } = useTranslation('topics');
  const [params, setParams] = useSearchParams();
  const filter = params.get('filter') ?? '#';
  const search = params.get('q') ?? '';
  const looked = params.get('topic');
  const topics = useTopics(instance.id, filter);
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
  const shown = useMemo(() => matching(topics.known, search), [topics.known, search]);
  const roots = useMemo(() => treeOf(shown), [shown]);
  const rows = useMemo(() => {
    const first = search !== '' || openAtFirst(roots);
    return rowsOf(roots, (path) => folded.get(path) ?? first);
  }, [roots, folded, search]);
  const put = (name: string, value: string) =>
    setParams(
      (before) => {
        if (value === '') before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  const all = topics.known.names.length;
  if (topics.error && all === 0) return <CallError error={topics.error} instance={instance.id} retry={topics.reload} />;
  if (!topics.loaded && all === 0) return <PageSkeleton />;
  const { shape, tone } = PHASES[topics.phase];
  return (
    <>
      <Group gap="xs" mb="sm">
        <SearchField label={t('search')} value={search} onChange={(q) => put('q', q)} />
        <FilterField value={filter} onChange={(text) => put('filter', text === '#' ? '' : text)} />
        <span className={classes.phase} role="status" data-phase={topics.phase}>
          <Shape name={shape} tone={tone} size={12} />
          {t(`phase.${topics.phase}`)}
        </span>
        <Text c="dimmed" ml="auto" data-testid="topic-count">
          {shown.length === all
            ? t('count', { count: all, shown: number(all) })
            : t('shown', { shown: number(shown.length), total: number(all) })}
        </Text>
      </Group>
      <Notices instance={instance} topics={topics} />
      {all === 0 && isAway(instance, topics) ? null : all === 0 ? (
        <EmptyState icon={<IconMessageOff size={48} stroke={1.1} />} title={t('quiet.title')} text={t('quiet.text')} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<IconSearchOff size={44} stroke={1.2} />}
          title={t('nothing.title')}
          text={t('nothing.text', { search })}
        />
      ) : (
        <TopicGrid
          rows={rows}
          topics={topics.known.topics}
          onToggle={({ level, open }) => setFolded((before) => new Map(before).set(level.path, open !== true))}
          onLook={(topic) => put('topic', topic)}
        />
      )}
      <TopicDrawer instance={instance.id} topic={looked} onClose={() => put('topic', '')} />
    </>
  );
}
