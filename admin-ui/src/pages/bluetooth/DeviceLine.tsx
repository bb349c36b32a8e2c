import { Badge, Button, Text } from '@mantine/core';
import { IconBattery3, IconDeviceMobile, IconLink, IconLinkOff, IconPlus, IconQuestionMark } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/data/auth/rights';
import { pathOf } from '@/data/batteries/link';
import type { Known } from '@/data/bluetooth/devices';
import { useDeviceCalls } from '@/data/bluetooth/queries';
import { useReason } from '@/i18n/reason';
import { useNotify } from '@/ui/notify';
import classes from './bluetooth.module.css';
import { Signal } from './Signal';

export type What = 'add' | 'probe' | 'pair' | 'release';

interface Props {
  instance: string;
  device: Known;
  battery: string | undefined;
  onAsk: (what: What) => void;
}

/** One device: who it is, how strongly it is heard, what it may be, and what can be done. */
export const DeviceLine = memo(function DeviceLine({ instance, device, battery, onAsk }: Props) {
  const { t } = useTranslation('bluetooth');
  const reasons = useReason();
  const guess = device.suggestions[0];
  const maker = device.manufacturer?.name || (device.manufacturer ? `0x${device.manufacturer.id.toString(16)}` : '');
  return (
    <li className={`surface ${classes.device}`} data-testid={`device-${device.address}`} data-state={device.state}>
      <div className={classes.who}>
        <b className="break">{device.configured ?? (device.name || t('nameless'))}</b>
        {device.configured === null ? null : (
          <Badge variant="default" tt="none">
            {t(`state.${device.state}`)}
          </Badge>
        )}
        {device.paired ? (
          <Badge variant="default" tt="none">
            {t('paired')}
          </Badge>
        ) : null}
        <Text size="sm" c="dimmed" className="break">
          {[device.configured === null ? '' : device.name, device.address, maker].filter(Boolean).join(' · ')}
        </Text>
        {device.reason ? <Text size="sm">{reasons.text(device.reason)}</Text> : null}
      </div>
      <Signal device={device} />
      <div className={classes.guess}>
        {guess && device.configured === null ? (
          <Text size="sm">
            {t('may_be', { title: guess.title })} <b>{t('confidence', { percent: guess.confidence })}</b>
          </Text>
        ) : null}
        {device.services.length > 0 ? (
          <Text size="sm" c="dimmed" className="break">
            {device.services.map(({ uuid, name }) => name || uuid).join(', ')}
          </Text>
        ) : null}
      </div>
      <Actions instance={instance} device={device} battery={battery} onAsk={onAsk} />
    </li>
  );
});

function Actions({ instance, device, battery, onAsk }: Props) {
  const { t } = useTranslation('bluetooth');
  const notify = useNotify();
  const [operator, engineer, admin] = [useMay('operator'), useMay('engineer'), useMay('admin')];
  const { resume, unpair } = useDeviceCalls(instance);
  const name = device.configured ?? (device.name || device.address);
  const button = (what: string) => ({
    size: 'compact-sm' as const,
    variant: 'default',
    'aria-label': t(`named.${what}` as 'named.add', { name }),
    'data-testid': `${what}-${device.address}`,
  });
  return (
    <div className={classes.actions}>
      {device.configured === null ? (
        <>
          <Button
            {...button('add')}
            variant="filled"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={!admin}
            onClick={() => onAsk('add')}
          >
            {t('add')}
          </Button>
          <Button
            {...button('probe')}
            leftSection={<IconQuestionMark size={14} aria-hidden />}
            disabled={!operator}
            onClick={() => onAsk('probe')}
          >
            {t('probe')}
          </Button>
        </>
      ) : null}
      {battery ? (
        <Button {...button('battery')} component={Link} to={pathOf(battery)} leftSection={<IconBattery3 size={14} aria-hidden />}>
          {t('battery')}
        </Button>
      ) : null}
      {device.configured !== null && device.state === 'released' ? (
        <Button
          {...button('resume')}
          disabled={!operator}
          loading={resume.isPending}
          onClick={() => resume.mutate(device.address, { onError: notify.failed })}
        >
          {t('resume')}
        </Button>
      ) : null}
      {device.configured !== null && device.state !== 'released' ? (
        <Button
          {...button('release')}
          leftSection={<IconDeviceMobile size={14} aria-hidden />}
          disabled={!operator}
          onClick={() => onAsk('release')}
        >
          {t('release')}
        </Button>
      ) : null}
      {device.paired ? (
        <Button
          {...button('unpair')}
          leftSection={<IconLinkOff size={14} aria-hidden />}
          disabled={!engineer}
          loading={unpair.isPending}
          onClick={() => unpair.mutate(device.address, { onError: notify.failed })}
        >
          {t('unpair')}
        </Button>
      ) : (
        <Button
          {...button('pair')}
          leftSection={<IconLink size={14} aria-hidden />}
          disabled={!engineer}
          onClick={() => onAsk('pair')}
        >
          {t('pair')}
        </Button>
      )}
    </div>
  );
}
