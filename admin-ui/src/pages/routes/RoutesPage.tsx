import { Button } from '@mantine/core';
import { IconPencil, IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoutes } from '@/data/routes/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { AppliedState } from './AppliedState';
import { RoutesEditor } from './RoutesEditor';
import { RoutesList } from './RoutesList';

export function Component() {
  const { t } = useTranslation('routes');
  const routes = useRoutes();
  const [editing, setEditing] = useState(false);
  const view = routes.data;
  const list = Array.isArray(view?.document.routes) ? view.document.routes : [];
  return (
    <>
      <PageHeader title={t('title')} note={list.length > 0 ? t('count', { count: list.length }) : undefined}>
        {view && !editing && list.length > 0 ? (
          <Button leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)} data-testid="edit-routes">
            {t('edit')}
          </Button>
        ) : null}
      </PageHeader>
      {routes.error && !view ? <ErrorNotice error={routes.error} retry={() => void routes.refetch()} /> : null}
      {routes.isPending ? <PageSkeleton /> : null}
      {view ? <AppliedState view={view} empty={list.length === 0} /> : null}
      {view && editing ? <RoutesEditor view={view} onClose={() => setEditing(false)} /> : null}
      {view && !editing && list.length > 0 ? <RoutesList routes={list} /> : null}
      {view && !editing && list.length === 0 ? (
        <EmptyState icon={<IconRoute size={52} stroke={1.1} />} title={t('empty.title')} text={t('empty.text')}>
          <Button leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)} data-testid="edit-routes">
            {t('first')}
          </Button>
        </EmptyState>
      ) : null}
    </>
  );
}
