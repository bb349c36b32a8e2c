import { Button, Group } from '@mantine/core';
import { IconDatabaseOff, IconFoldDown, IconFoldUp, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { PointView } from '@/data/points/types';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { IconAction } from '@/ui/IconAction';
import { PageHeader } from '@/ui/PageHeader';
import { SearchField } from '@/ui/SearchField';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { PointDrawer } from './PointDrawer';
import { PointGrid } from './PointGrid';
import classes from './points.module.css';
import { useRows } from './use-rows';
import { WriteDialog } from './WriteDialog';

type Shown = { kind: 'detail' | 'write'; point: PointView } | null;

export function Component() {
  const { t } = useTranslation('points');
  const client = useQueryClient();
  const [params, setParams] = useSearchParams();
  const search = params.get('q') ?? '';
  const view = useRows(search);
  const [shown, setShown] = useState<Shown>(null);
  const detail = useCallback((point: PointView) => setShown({ kind: 'detail', point }), []);
  const write = useCallback((point: PointView) => setShown({ kind: 'write', point }), []);
  const close = () => setShown(null);
  const note = view.searching
    ? view.matches === undefined
      ? undefined
      : t('matches', { count: view.matches })
    : view.total === undefined
      ? undefined
      : t('count', { count: view.total });
  const empty = !view.searching && view.total === 0;
  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} note={note} />
      {empty ? null : (
        <Group gap="xs" mb="sm" wrap="nowrap">
          <SearchField label={t('search')} value={search} onChange={(q) => setParams(q === '' ? {} : { q }, { replace: true })} />
          <Group gap={0} wrap="nowrap" ml="auto">
            <IconAction
              title={t('expand_all')}
              icon={IconFoldDown}
              onClick={view.openNext}
              disabled={view.searching}
              size={36}
              testId="expand-level"
            />
            <IconAction
              title={t('collapse_all')}
              icon={IconFoldUp}
              onClick={view.closeAll}
              disabled={view.searching}
              size={36}
              testId="collapse-all"
            />
          </Group>
        </Group>
      )}
      {view.error ? (
        <ErrorNotice error={view.error} retry={() => void client.invalidateQueries({ queryKey: ['points'] })} />
      ) : view.pending ? (
        <PageSkeleton />
      ) : empty ? (
        <EmptyState icon={<IconDatabaseOff size={52} stroke={1.1} />} title={t('empty.title')} text={t('empty.text')}>
          <Button component={Link} to="/instances/new" leftSection={<IconPlus size={18} />}>
            {t('empty.add')}
          </Button>
        </EmptyState>
      ) : view.rows.length === 0 ? (
        <EmptyState
          icon={<IconSearchOff size={44} stroke={1.2} />}
          title={t('nothing.title')}
          text={t('nothing.text', { search })}
        />
      ) : (
        <PointGrid rows={view.rows} onToggle={view.toggle} onDetail={detail} onWrite={write} onEnd={view.more} />
      )}
      <PointDrawer point={shown?.kind === 'detail' ? shown.point : null} onClose={close} onWrite={write} />
      <WriteDialog point={shown?.kind === 'write' ? shown.point : null} onClose={close} />
    </div>
  );
}
