import { Button, Title, VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconFileUnknown, IconPencil, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useMay } from '@/data/auth/rights';
import { inOrder, widgetsOf } from '@/data/dashboards/order';
import { usePages, useWidgets } from '@/data/dashboards/queries';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { IconAction } from '@/ui/IconAction';
import classes from './dashboard.module.css';
import { GridSkeleton } from './GridSkeleton';
import { NoPages } from './NoPages';
import { PageGrid } from './PageGrid';
import { PageTabs } from './PageTabs';
import { ViewMenu } from './ViewMenu';

const NewPageDialog = lazy(() => import('./new/NewPageDialog'));

/** One page of the dashboards; without a name in the address the first one the person may see. */
export function Component() {
  const { t } = useTranslation(['dashboards', 'common']);
  const { page: wanted } = useParams();
  const [params] = useSearchParams();
  const kiosk = params.get('kiosk');
  const mayEdit = useMay('engineer');
  const [adding, setAdding] = useState(false);
  const pages = usePages();
  const widgets = useWidgets();
  const listed = useMemo(() => inOrder(pages.data?.pages ?? {}), [pages.data]);
  const shown = wanted === undefined ? listed[0] : listed.find(({ id }) => id === wanted);
  const id = shown?.id ?? '';
  const own = useMemo(() => widgetsOf(widgets.data?.widgets ?? {}, id), [widgets.data, id]);
  const title = shown?.page.title || id || t('title');
  useDocumentTitle(`${title} – ${t('common:product')}`);

  const broken = pages.data === undefined ? pages : widgets.data === undefined ? widgets : undefined;
  if (broken?.error) {
    const retry = () => void Promise.all([pages.refetch(), widgets.refetch()]);
    return (
      <>
        <Title order={1} mb="md">
          {t('title')}
        </Title>
        <ErrorNotice error={broken.error} retry={retry} />
      </>
    );
  }
  if (broken !== undefined) return <GridSkeleton />;
  return (
    <div className={classes.page}>
      {listed.length > 0 ? (
        <div className={classes.bar}>
          {listed.length > 1 ? (
            <PageTabs pages={listed} shown={id} search={kiosk === null ? '' : `?kiosk${kiosk && `=${kiosk}`}`} />
          ) : (
            <div className={classes.lone}>{title}</div>
          )}
          {kiosk === null ? (
            <div className={classes.tools}>
              {mayEdit ? (
                <IconAction title={t('add_page')} icon={IconPlus} onClick={() => setAdding(true)} testId="add-page" />
              ) : null}
              {mayEdit && shown ? (
                <IconAction title={t('edit_page')} icon={IconPencil} to={`/pages/${id}/edit`} testId="edit-page" />
              ) : null}
              {shown ? <ViewMenu page={id} /> : null}
            </div>
          ) : null}
        </div>
      ) : null}
      {shown ? (
        <VisuallyHidden>
          <h1>{title}</h1>
        </VisuallyHidden>
      ) : null}
      {listed.length === 0 ? <NoPages onAdd={() => setAdding(true)} /> : null}
      {listed.length > 0 && !shown ? (
        <EmptyState
          order={1}
          icon={<IconFileUnknown size={48} stroke={1.2} />}
          title={t('missing.title')}
          text={t('missing.text', { page: wanted ?? '' })}
        >
          <Button component={Link} to="/">
            {t('missing.first')}
          </Button>
        </EmptyState>
      ) : null}
      {shown && Object.keys(own).length === 0 ? (
        <EmptyState
          icon={<IconPlus size={44} stroke={1.2} />}
          title={t('bare.title')}
          text={mayEdit ? t('bare.text') : t('bare.wait')}
        >
          {mayEdit ? (
            <Button component={Link} to={`/pages/${id}/edit`} leftSection={<IconPencil size={18} />}>
              {t('edit_page')}
            </Button>
          ) : null}
        </EmptyState>
      ) : null}
      {shown ? <PageGrid key={id} widgets={own} /> : null}
      {adding ? (
        <Suspense>
          <NewPageDialog taken={listed.map((entry) => entry.id)} onClose={() => setAdding(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
