import { Button } from '@mantine/core';
import { IconActivity, IconRouteOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { findRoute } from '@/data/routes/label';
import { useRoutes } from '@/data/routes/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { RouteForm } from './RouteForm';

/** An existing route; `label` is its id or its place in the list. */
export function Component() {
  const { t } = useTranslation('route-edit');
  const { label = '' } = useParams();
  const routes = useRoutes();
  const found = findRoute(routes.data?.document, label);
  return (
    <>
      <PageHeader title={t('edit_title', { name: found?.route.name || label })} note={found?.route.name ? label : undefined}>
        {found ? (
          <Button
            variant="default"
            component={Link}
            to={`/routes?route=${encodeURIComponent(label)}`}
            leftSection={<IconActivity size={16} />}
            data-testid="trace-link"
          >
            {t('watch')}
          </Button>
        ) : null}
      </PageHeader>
      {routes.error && !routes.data ? <ErrorNotice error={routes.error} retry={() => void routes.refetch()} /> : null}
      {routes.isPending ? <PageSkeleton /> : null}
      {routes.data ? <Opened key={label} label={label} view={routes.data} /> : null}
    </>
  );
}

function Opened({ label, view }: { label: string; view: NonNullable<ReturnType<typeof useRoutes>['data']> }) {
  const { t } = useTranslation('route-edit');
  // What was there when the page was opened stays on the page, whatever becomes of the file.
  const [here] = useState(() => findRoute(view.document, label) !== undefined);
  if (here) return <RouteForm view={view} label={label} />;
  return (
    <EmptyState icon={<IconRouteOff size={52} stroke={1.1} />} title={t('gone.title')} text={t('gone.text', { label })}>
      <Button component={Link} to="/routes">
        {t('gone.back')}
      </Button>
    </EmptyState>
  );
}
