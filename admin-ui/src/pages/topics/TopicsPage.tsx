import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useInstances } from '@/data/instances/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { StatusLight } from '@/ui/StatusLight';
import { TopicList } from './TopicList';
import classes from './topics.module.css';

/** What is said on the broker of one instance, live. */
export function Component() {
  const { t } = useTranslation(['topics', 'common']);
  const { id = '' } = useParams();
  const instances = useInstances();
  const instance = instances.data?.find((each) => each.id === id);
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('title', { name: instance?.title || id })}
        note={instance ? <StatusLight status={instance.status.status} /> : undefined}
      >
        <Button
          variant="default"
          component={Link}
          to={`/instances/${encodeURIComponent(id)}/edit`}
          leftSection={<IconPencil size={16} />}
        >
          {t('common:edit')}
        </Button>
      </PageHeader>
      {instances.isPending ? <PageSkeleton /> : null}
      {instances.error && !instances.data ? <ErrorNotice error={instances.error} retry={() => void instances.refetch()} /> : null}
      {instances.data && !instance ? (
        <ErrorNotice error={null} reason={{ key: 'unknown_instance', params: { id, instance: id } }} />
      ) : null}
      {instance ? <TopicList key={id} instance={instance} /> : null}
    </div>
  );
}
