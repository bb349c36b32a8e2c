import { Button } from '@mantine/core';
import { IconBatteryOff, IconListTree } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { batteryName } from '@/data/batteries/names';
import { useBattery } from '@/data/batteries/queries';
import { stateOf } from '@/data/batteries/rank';
import { summaryOf } from '@/data/batteries/summary';
import { useInstances } from '@/data/instances/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useStale } from '@/frame/use-stale';
import { StateSign } from '@/pages/batteries/StateSign';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { BatteryView } from './BatteryView';

/** One battery, live. */
export function Component() {
  const { t } = useTranslation('batteries');
  const { address = '' } = useParams();
  const { record, error, pending, refetch } = useBattery(address, useStale());
  const instance = useInstances().data?.find(({ id }) => id === address.split('.', 1)[0]);
  const known = record !== undefined && record.named.size > 0;
  return (
    <>
      <PageHeader
        title={batteryName(address, instance?.title)}
        note={known ? <StateSign state={stateOf(summaryOf(record))} /> : undefined}
      >
        <Button variant="subtle" component={Link} to="/batteries">
          {t('all')}
        </Button>
        <Button
          variant="default"
          component={Link}
          to={`/points?q=${encodeURIComponent(`${address}.`)}`}
          leftSection={<IconListTree size={16} />}
        >
          {t('points')}
        </Button>
      </PageHeader>
      {error && !record ? <ErrorNotice error={error} retry={() => void refetch()} /> : null}
      {pending ? <PageSkeleton /> : null}
      {record && !known ? (
        <EmptyState
          icon={<IconBatteryOff size={48} stroke={1.1} />}
          title={t('missing.title')}
          text={t('missing.text', { address })}
        >
          <Button variant="default" component={Link} to="/batteries">
            {t('all')}
          </Button>
        </EmptyState>
      ) : null}
      {known ? <BatteryView record={record} instance={instance} /> : null}
    </>
  );
}
