import { Alert, Button, Group, Switch, Text } from '@mantine/core';
import { IconBluetooth, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMay } from '@/data/auth/rights';
import { useBatteries } from '@/data/batteries/queries';
import { sorted, type Known } from '@/data/bluetooth/devices';
import { useDevices } from '@/data/bluetooth/use-devices';
import { useInstances } from '@/data/instances/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useReason } from '@/i18n/reason';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { SearchField } from '@/ui/SearchField';
import { StatusLight } from '@/ui/StatusLight';
import classes from './bluetooth.module.css';
import { DeviceDialogs, type Asked } from './DeviceDialogs';
import { DeviceLine } from './DeviceLine';
import { MissingList } from './MissingList';
import { RadioBar } from './RadioBar';

/** What is around a radio: found, recognised, paired, taken in, left to an app. */
export function Component() {
  const { t } = useTranslation(['bluetooth', 'common']);
  const { id = '' } = useParams();
  const operator = useMay('operator');
  const reasons = useReason();
  const instance = useInstances().data?.find((each) => each.id === id);
  const [scanning, setScanning] = useState(true);
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState<Asked | null>(null);
  const { devices, listing } = useDevices(id, scanning && operator);
  const batteries = useBatteries().data?.items ?? [];
  const radio = listing.data?.adapter;
  const shown = sorted(devices, words);
  const taken = [...devices.values()].map((each) => each.configured).filter((name) => name !== null);
  const batteryOf = (device: Known) =>
    batteries.find((each) => each.instance === id && each.address === `${id}.${device.configured ?? ''}`)?.address;
  return (
    <>
      <PageHeader
        title={t('title', { name: instance?.title || id })}
        note={instance ? <StatusLight status={instance.status.status} /> : undefined}
      >
        <Button
          variant="default"
          component={Link}
          to={`/instances/${encodeURIComponent(id)}/edit`}
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          {t('common:edit')}
        </Button>
      </PageHeader>
      {listing.error ? <ErrorNotice error={listing.error} retry={() => void listing.refetch()} /> : null}
      {listing.isPending ? <PageSkeleton /> : null}
      {radio ? <RadioBar radio={radio} count={devices.size} /> : null}
      {radio?.reason ? (
        <Alert color="red" mb="md" role="alert">
          {reasons.text(radio.reason)}
        </Alert>
      ) : null}
      {radio ? (
        <Group mb="md" gap="md">
          <SearchField label={t('search')} value={words} onChange={setWords} />
          <Switch
            label={t('scan')}
            checked={scanning && operator}
            disabled={!operator}
            onChange={(event) => setScanning(event.currentTarget.checked)}
            data-testid="scan"
          />
        </Group>
      ) : null}
      {listing.data ? <MissingList missing={listing.data.missing} /> : null}
      {radio?.powered && shown.length === 0 ? (
        <EmptyState
          icon={<IconBluetooth size={52} stroke={1.1} />}
          title={t(words ? 'nothing_found' : 'none')}
          text={t(words ? 'nothing_found_text' : 'none_text')}
        />
      ) : null}
      <ul className={classes.list} aria-label={t('devices')} aria-busy={scanning}>
        {shown.map((device) => (
          <DeviceLine
            key={device.address}
            instance={id}
            device={device}
            battery={batteryOf(device)}
            onAsk={(what) => setAsked({ what, device })}
          />
        ))}
      </ul>
      {radio && radio.dropped > 0 ? <Text c="dimmed">{t('dropped', { count: radio.dropped })}</Text> : null}
      <DeviceDialogs instance={id} asked={asked} taken={taken} onAsk={setAsked} onClose={() => setAsked(null)} />
    </>
  );
}
