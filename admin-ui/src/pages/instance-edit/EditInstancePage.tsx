import { Button } from '@mantine/core';
import { IconBinaryTree } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAdapterType } from '@/data/adapters/queries';
import { useInstance } from '@/data/instances/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ReadmeButton } from '@/pages/instances/readme/ReadmeButton';
import { isBrowsable } from '@/pages/symbols/browsable';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { draftOf } from './draft';
import { InstanceForm } from './InstanceForm';

const NONE: string[] = [];

export function Component() {
  const { t } = useTranslation(['form', 'instances']);
  const { id } = useParams();
  const instance = useInstance(id);
  const type = useAdapterType(instance.data?.type);
  const name = instance.data?.title || id || '';
  return (
    <>
      <PageHeader title={t('edit_title', { name })} note={instance.data?.type}>
        {isBrowsable(type.data) ? (
          <Button
            variant="default"
            component={Link}
            to={`/instances/${id}/symbols`}
            leftSection={<IconBinaryTree size={16} />}
            data-testid="symbols"
          >
            {t('instances:action.symbols')}
          </Button>
        ) : null}
        <ReadmeButton type={type.data} />
      </PageHeader>
      {instance.error && !instance.data ? <ErrorNotice error={instance.error} retry={() => void instance.refetch()} /> : null}
      {instance.isPending || type.isPending ? <PageSkeleton /> : null}
      {instance.data && !type.isPending ? (
        <InstanceForm key={id} initial={draftOf(instance.data)} revision={instance.data.revision} type={type.data} taken={NONE} />
      ) : null}
    </>
  );
}
