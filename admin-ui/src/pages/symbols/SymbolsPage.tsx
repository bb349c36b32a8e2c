import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useInstance, useInstances } from '@/data/instances/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { StatusLight } from '@/ui/StatusLight';
import { SymbolBrowser } from './SymbolBrowser';
import classes from './symbols.module.css';

/** The variables of one instance, to look at and to tick. */
export function Component() {
  const { t } = useTranslation(['symbols', 'common']);
  const { id = '' } = useParams();
  const instance = useInstance(id);
  const live = useInstances().data?.find((each) => each.id === id);
  const status = live?.status ?? instance.data?.status;
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('title', { name: instance.data?.title || id })}
        note={status ? <StatusLight status={status.status} /> : undefined}
      >
        <Button
          variant="default"
          component={Link}
          to={`/instances/${id}/edit`}
          leftSection={<IconPencil size={16} />}
          data-testid="edit"
        >
          {t('common:edit')}
        </Button>
      </PageHeader>
      {instance.error && !instance.data ? <ErrorNotice error={instance.error} retry={() => void instance.refetch()} /> : null}
      {instance.isPending ? <PageSkeleton /> : null}
      {instance.data && status ? <SymbolBrowser key={id} instance={instance.data} status={status} /> : null}
    </div>
  );
}
