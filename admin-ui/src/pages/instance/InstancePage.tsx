import { Anchor, Button, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { IconListTree, IconPlugConnectedX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAdapterTypes } from '@/data/adapters/queries';
import { batteryLinks } from '@/data/batteries/link';
import { useBatteries } from '@/data/batteries/queries';
import { useInstances, useStats } from '@/data/instances/queries';
import { useLiveState } from '@/data/live/context';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { InstanceActions } from '@/pages/instances/InstanceActions';
import { InstanceDialogs, useDialogs } from '@/pages/instances/InstanceDialogs';
import { Metrics } from '@/pages/instances/Metrics';
import { StatusReason } from '@/pages/instances/StatusReason';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { StatusLight } from '@/ui/StatusLight';
import { Deaths } from './Deaths';
import { Hour } from './Hour';

/** One instance: how it is and why, what it uses and used, how it died, and where to go from here. */
export function Component() {
  const { t } = useTranslation('instance');
  const { id = '' } = useParams();
  const live = useLiveState();
  const instances = useInstances();
  const stats = useStats(live.phase !== 'live');
  const types = useAdapterTypes();
  const dialogs = useDialogs();
  const found = useBatteries(false).data;
  const batteries = useMemo(() => batteryLinks(found?.items ?? []), [found]);
  const instance = instances.data?.find((each) => each.id === id);
  const type = types.data?.find((each) => each.type === instance?.type);
  if (instances.error && !instances.data) {
    return <ErrorNotice error={instances.error} retry={() => void instances.refetch()} />;
  }
  if (instances.isPending) return <PageSkeleton />;
  if (!instance) {
    return (
      <EmptyState icon={<IconPlugConnectedX size={52} stroke={1.1} />} title={t('missing', { id })} order={1}>
        <Anchor component={Link} to="/instances">
          {t('back')}
        </Anchor>
      </EmptyState>
    );
  }
  const own = stats.data?.get(id);
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
      </PageHeader>
      <SimpleGrid cols={{ base: 1, md: 2 }} mb="xl">
        <section className="surface" style={{ padding: 16 }} data-testid="instance-status">
          <Group gap="xs" mb="xs">
            <StatusLight status={instance.status.status} />
            <StatusReason instance={instance} />
          </Group>
          <Metrics stats={own} />
          <InstanceActions instance={instance} open={dialogs.open} type={type} batteries={batteries.get(id)} />
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
      <InstanceDialogs dialogs={dialogs} instances={instances.data} stats={stats.data} />
    </>
  );
}
