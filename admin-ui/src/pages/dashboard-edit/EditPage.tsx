import { Button, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconFileUnknown } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { AUTH_KEY } from '@/data/auth/queries';
import { useMay } from '@/data/auth/rights';
import type { AuthStatus } from '@/data/auth/types';
import { widgetsOf } from '@/data/dashboards/order';
import { usePages, useWidgets } from '@/data/dashboards/queries';
import type { Content, PagesView, WidgetsView } from '@/data/dashboards/types';
import { GridSkeleton } from '@/pages/dashboard/GridSkeleton';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { Editor } from './Editor';
import { EditorStore } from './store/editor-store';

const NARROW_PX = 600;

interface Kept {
  store: EditorStore;
  rev: number;
  user: string | undefined;
}

/** Pages whose editor closed with changes because the session had ended: they go on after the next login. */
const kept = new Map<string, Kept>();

/** Opens a stored page, or one that is only proposed yet, in the editor. */
export function Component() {
  const { t } = useTranslation(['dashboard-edit', 'dashboards', 'common']);
  const { page = '' } = useParams();
  const may = useMay('engineer');
  const pages = usePages();
  const widgets = useWidgets();
  const fresh = (useLocation().state as { fresh?: Content } | null)?.fresh;
  const there = pages.data?.pages[page] !== undefined || fresh !== undefined || kept.has(page);
  const [seen, setSeen] = useState<string | null>(null);
  // Somebody may remove the page while it is edited here: what was made of it so far stays in the editor.
  if (there && widgets.data !== undefined && seen !== page) setSeen(page);
  useDocumentTitle(`${t('dashboards:edit_page')} – ${t('common:product')}`);
  const broken = pages.data === undefined ? pages : widgets.data === undefined ? widgets : undefined;
  if (broken?.error) {
    return (
      <>
        <Title order={1} mb="md">
          {t('dashboards:edit_page')}
        </Title>
        <ErrorNotice error={broken.error} retry={() => void Promise.all([pages.refetch(), widgets.refetch()])} />
      </>
    );
  }
  if (pages.data === undefined || widgets.data === undefined) return <GridSkeleton />;
  if (!may || (!there && seen !== page)) {
    return (
      <EmptyState
        order={1}
        icon={<IconFileUnknown size={48} stroke={1.2} />}
        title={t('dashboards:missing.title')}
        text={may ? t('dashboards:missing.text', { page }) : t('no_right')}
      >
        <Button component={Link} to="/pages">
          {t('dashboards:missing.first')}
        </Button>
      </EmptyState>
    );
  }
  return <Opened key={page} page={page} pages={pages.data} widgets={widgets.data} fresh={fresh} />;
}

interface OpenedProps {
  page: string;
  pages: PagesView;
  widgets: WidgetsView;
  fresh: Content | undefined;
}

/** What was stored when the editor was opened is what it began with, whatever others store meanwhile. */
function Opened({ page, pages, widgets, fresh }: OpenedProps) {
  const [known] = useState(pages.pages[page] !== undefined);
  const firstRev = Math.min(pages.rev, widgets.rev);
  const client = useQueryClient();
  const [{ store, rev, user }] = useState((): Kept => {
    const name = client.getQueryData<AuthStatus>(AUTH_KEY)?.user?.name;
    const before = kept.get(page);
    return before !== undefined && before.user === name ? before : { store: begun(), rev: firstRev, user: name };
  });
  useEffect(() => {
    kept.delete(page);
    return () => {
      const ended = client.getQueryData<AuthStatus>(AUTH_KEY)?.authenticated === false;
      if (ended && store.get().dirty) kept.set(page, { store, rev, user });
    };
  }, [client, page, store, rev, user]);
  return <Editor store={store} page={page} rev={rev} known={known} />;

  function begun(): EditorStore {
    const stored = pages.pages[page];
    // On a phone one arranges what one sees.
    const begin = window.innerWidth < NARROW_PX ? 'phone' : 'desktop';
    if (stored === undefined) return new EditorStore(fresh as Content, null, begin);
    const draft = { page: stored, widgets: widgetsOf(widgets.widgets, page) };
    return new EditorStore(draft, draft, begin);
  }
}
