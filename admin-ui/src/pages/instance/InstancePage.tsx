import { Anchor, Button, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { IconListTree, IconPlugConnectedX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useAdapterTypes } from '@/data/adapters/queries';
import type { AdapterType } from '@/data/adapters/types';
import { batteryLinks } from '@/data/batteries/link';
import { useBatteries } from '@/data/batteries/queries';
import { useHolds } from '@/data/holds/queries';
import { useInstances, useStats } from '@/data/instances/queries';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { useLiveState } from '@/data/live/context';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { InstanceActions } from '@/pages/instances/InstanceActions';
import { InstanceDialogs } from '@/pages/instances/dialogs/InstanceDialogs';
import { useDialogs, type Dialogs } from '@/pages/instances/dialogs/state';
import { HoldNotes } from '@/pages/instances/HoldNotes';
import { LastError } from '@/pages/instances/LastError';
import { ReadmeButton } from '@/pages/instances/readme/ReadmeButton';
import { Metrics } from '@/pages/instances/Metrics';
import { isTold, StatusReason } from '@/pages/instances/StatusReason';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { StatusLight } from '@/ui/StatusLight';
import { Flood } from './Flood';
import { Deaths } from './Deaths';
import { Hour } from './Hour';

/** One instance: how it is and why, what it uses and used, how it died, and where to go from here. */
export function Component() {
  const { id = '' } = useParams();
  const live = useLiveState();
  const instances = useInstances();
  const stats = useStats(live.phase !== 'live');
  const types = useAdapterTypes();
  const dialogs = useDialogs();
  const navigate = useNavigate();
  const instance = instances.data?.find((each) => each.id === id);
  if (instances.error && !instances.data) {
    return <ErrorNotice error={instances.error} retry={() => void instances.refetch()} />;
  }
  if (instances.isPending) return <PageSkeleton />;
  return (
    <>
      {instance ? (
        <Whole
          instance={instance}
          own={stats.data?.get(id)}
          type={types.data?.find((each) => each.type === instance.type)}
          open={dialogs.open}
        />
      ) : (
        <Missing id={id} />
      )}
      <InstanceDialogs
        dialogs={dialogs}
        instances={instances.data}
        stats={stats.data}
        types={types.data}
        onRenamed={(name) => void navigate(`/instances/${name}`, { replace: true })}
      />
    </>
  );
}

function Missing({ id }: { id: string }) {
  const { t } = useTranslation('instance');
  return (
    <EmptyState icon={<IconPlugConnectedX size={52} stroke={1.1} />} title={t('missing', { id })} order={1}>
      <Anchor component={Link} to="/instances">
        {t('back')}
      </Anchor>
    </EmptyState>
  );
}

interface WholeProps {
  instance: Instance;
  own: InstanceStats | undefined;
  type: AdapterType | undefined;
  open: Dialogs['open'];
}

function Whole({ instance, own, type, open }: WholeProps) {
  const { t } = useTranslation('instance');
  const { id } = instance;
  const holds = useHolds().data?.get(id);
  const found = useBatteries(false).data;
  const batteries = useMemo(() => batteryLinks(found?.items ?? []), [found]);
  return (
    <>
      <PageHeader title={instance.title || id} note={`${id} · ${instance.type}`}>
        <Button
          component={Link}
          to={`/points?q=${encodeURIComponent(id)}`}
          variant="default"
          leftSection={<IconListTree size={18} aria-hidden />}
        >
          {t('points')}
        </Button>
        <ReadmeButton type={type} />
      </PageHeader>
      <SimpleGrid cols={{ base: 1, md: 2 }} mb="xl">
        <section className="surface" style={{ padding: 16 }} data-testid="instance-status">
          <Group gap="xs" mb="xs">
            <StatusLight status={instance.status.status} />
            <StatusReason instance={instance} told={isTold(instance, holds)} />
          </Group>
          {instance.status.status === 'suspended_by_spam' ? <Flood instance={instance} open={open} /> : null}
          <HoldNotes id={id} holds={holds} />
          <Metrics stats={own} whole />
          <LastError id={id} error={own?.last_error} />
          <InstanceActions instance={instance} open={open} type={type} batteries={batteries.get(id)} />
        </section>
        <Hour id={id} cpuLimit={own?.cpu_limit ?? undefined} memoryLimit={own?.memory_limit ?? undefined} />
      </SimpleGrid>
      <Title order={2} mb="xs">
        {t('deaths.title')}
      </Title>
      <Deaths id={id} />
      <Text mt="xl">
        <Anchor component={Link} to={`/errors?part=${encodeURIComponent(id)}`}>
          {t('errors')}
        </Anchor>
      </Text>
    </>
  );
}
