import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useAdapterType } from '@/data/adapters/queries';
import { useInstances } from '@/data/instances/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ReadmeButton } from '@/pages/instances/readme/ReadmeButton';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { newDraft } from './draft';
import { InstanceForm } from './InstanceForm';
import { TypeChooser } from './TypeChooser';
import { WaitForType } from './WaitForType';

export function Component() {
  const { t } = useTranslation('form');
  const params = useParams();
  const type = useAdapterType(params['type']);
  const instances = useInstances();
  const name = params['type'];
  if (name === undefined) {
    return (
      <>
        <PageHeader title={t('new_title')} />
        <TypeChooser />
      </>
    );
  }
  const error = type.error ?? instances.error;
  return (
    <>
      <PageHeader title={t('new_title')}>
        <ReadmeButton type={type.data} />
      </PageHeader>
      {error && (!type.data || !instances.data) ? (
        <ErrorNotice error={error} retry={() => void Promise.all([type.refetch(), instances.refetch()])} />
      ) : null}
      {type.isPending || instances.isPending ? <PageSkeleton /> : null}
      {type.isSuccess && type.data === undefined ? (
        <ErrorNotice error={null} reason={{ key: 'unknown_type', params: { type: name } }} />
      ) : null}
      {type.data && type.data.schema === null ? <WaitForType type={type.data} /> : null}
      {type.data && type.data.schema !== null && instances.data ? (
        <Filled key={name} type={type.data} taken={instances.data.map(({ id }) => id)} />
      ) : null}
    </>
  );
}

function Filled({ type, taken }: { type: NonNullable<ReturnType<typeof useAdapterType>['data']>; taken: string[] }) {
  return <InstanceForm initial={newDraft(type, taken)} revision={null} type={type} taken={taken} />;
}
