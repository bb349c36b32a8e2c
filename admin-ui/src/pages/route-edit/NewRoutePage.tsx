import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRoutes } from '@/data/routes/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { RouteForm } from './RouteForm';

/** A new route; `?from=` and `?to=` are addresses it begins with. */
export function Component() {
  const { t } = useTranslation('route-edit');
  const [params] = useSearchParams();
  const routes = useRoutes();
  return (
    <>
      <PageHeader title={t('new_title')} />
      {routes.error && !routes.data ? <ErrorNotice error={routes.error} retry={() => void routes.refetch()} /> : null}
      {routes.isPending ? <PageSkeleton /> : null}
      {routes.data ? (
        <RouteForm view={routes.data} label={null} initial={{ from: params.getAll('from'), to: params.getAll('to') }} />
      ) : null}
    </>
  );
}
