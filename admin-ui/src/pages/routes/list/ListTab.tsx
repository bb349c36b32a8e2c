import { Button, Text } from '@mantine/core';
import { IconFilterOff, IconRoute } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { copyOf, type RouteEdit } from '@/data/routes/edits';
import type { RoutesDocument } from '@/data/routes/types';
import { EmptyState } from '@/ui/EmptyState';
import { useNotify } from '@/ui/notify';
import { AddRoute } from '../AddRoute';
import { filterRows, isFiltering } from '../filter';
import type { Row } from '../rows';
import type { RoutesViewState } from '../use-view';
import type { RouteCommands } from './commands';
import { DeleteRouteDialog, PlaceDialog } from './RouteDialogs';
import { RoutesToolbar } from './RoutesToolbar';
import { RouteTable } from './RouteTable';

interface Props {
  rows: Row[];
  document: RoutesDocument;
  view: RoutesViewState;
  run: (edit: RouteEdit) => Promise<boolean>;
}

export const editPath = (label: string) => `/routes/${encodeURIComponent(label)}`;

/** Every route in a line, and what can be done with it. */
export function ListTab({ rows, document, view, run }: Props) {
  const { t } = useTranslation('routes');
  const { done } = useNotify();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<{ what: 'remove' | 'place'; row: Row } | null>(null);
  const shown = useMemo(() => filterRows(rows, view.filter), [rows, view.filter]);
  const { openRoute } = view;
  const commands = useMemo<RouteCommands>(
    () => ({
      open: (row) => openRoute(row.label),
      toggle: ({ label, route }) => {
        const { enabled, ...rest } = route;
        void run({ kind: 'replace', label, route: enabled === false ? rest : { ...rest, enabled: false } });
      },
      move: ({ label }, to) => void run({ kind: 'move', label, to }),
      duplicate: (row) => {
        const name = t('copy_of', { name: row.summary.name || row.label });
        const route = copyOf(row, document, name);
        void run({ kind: 'add', route, position: row.index + 2 }).then((stored) => {
          if (!stored) return;
          done(t('done.duplicate', { name }));
          void navigate(editPath(route.id ?? String(row.index + 2)));
        });
      },
      place: (row) => setAsked({ what: 'place', row }),
      remove: (row) => setAsked({ what: 'remove', row }),
      editPath: ({ label }) => editPath(label),
    }),
    [openRoute, run, document, done, navigate, t],
  );
  const close = () => setAsked(null);
  const remove = (row: Row) => {
    close();
    void run({ kind: 'remove', label: row.label }).then((stored) => {
      if (stored) done(t('done.delete', { name: row.summary.name || row.label }));
    });
  };
  if (rows.length === 0) return <NoRoutes onFile={() => view.setTab('file')} />;
  return (
    <>
      <RoutesToolbar rows={rows} view={view} />
      {isFiltering(view.filter) ? (
        <Text c="dimmed" size="sm" mb={6} role="status">
          {t('shown', { shown: shown.length, count: rows.length })}
        </Text>
      ) : null}
      {shown.length === 0 ? (
        <EmptyState icon={<IconFilterOff size={44} stroke={1.2} />} title={t('nothing.title')} text={t('nothing.text')}>
          <Button variant="default" onClick={view.reset}>
            {t('nothing.reset')}
          </Button>
        </EmptyState>
      ) : (
        <RouteTable rows={shown} count={rows.length} commands={commands} />
      )}
      <DeleteRouteDialog row={asked?.what === 'remove' ? asked.row : null} onConfirm={remove} onClose={close} />
      <PlaceDialog row={asked?.what === 'place' ? asked.row : null} count={rows.length} onMove={commands.move} onClose={close} />
    </>
  );
}

function NoRoutes({ onFile }: { onFile: () => void }) {
  const { t } = useTranslation('routes');
  return (
    <EmptyState icon={<IconRoute size={52} stroke={1.1} />} title={t('empty.title')} text={t('empty.text')}>
      <AddRoute label={t('first')} />
      <Button variant="subtle" onClick={onFile}>
        {t('empty.file')}
      </Button>
    </EmptyState>
  );
}
