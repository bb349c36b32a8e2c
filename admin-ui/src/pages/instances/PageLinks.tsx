import {
  IconActivityHeartbeat,
  IconBattery3,
  IconBinaryTree,
  IconBluetooth,
  IconMail,
  IconMessages,
  IconTopologyBus,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AdapterType } from '@/data/adapters/types';
import { offers } from '@/data/calls/offers';
import { isBrowsable } from '@/pages/symbols/browsable';
import { IconAction } from '@/ui/IconAction';
import type { Dialogs } from './dialogs/state';

interface Props {
  id: string;
  name: string;
  type: AdapterType | undefined;
  batteries: string | undefined;
  open: Dialogs['open'];
}

/** To the pages an instance has because of its type. */
export function PageLinks({ id, name, type, batteries, open }: Props) {
  const { t } = useTranslation('instances');
  const words = (what: 'units' | 'symbols' | 'batteries' | 'frames' | 'bluetooth' | 'letters' | 'topics') => ({
    title: t(`action.${what}`),
    label: t('action.named', { action: t(`action.${what}`), name }),
    testId: `instance-${id}-${what}`,
  });
  return (
    <>
      {offers(type, 'diagnostics') ? (
        <IconAction {...words('units')} icon={IconActivityHeartbeat} onClick={() => open('units', id)} />
      ) : null}
      {isBrowsable(type) ? <IconAction {...words('symbols')} icon={IconBinaryTree} to={`/instances/${id}/symbols`} /> : null}
      {offers(type, 'frames', 'signals') ? (
        <IconAction {...words('frames')} icon={IconTopologyBus} to={`/instances/${id}/frames`} />
      ) : null}
      {offers(type, 'devices', 'scan', 'pair') ? (
        <IconAction {...words('bluetooth')} icon={IconBluetooth} to={`/instances/${id}/bluetooth`} />
      ) : null}
      {offers(type, 'topics', 'topic') ? (
        <IconAction {...words('topics')} icon={IconMessages} to={`/instances/${id}/topics`} />
      ) : null}
      {offers(type, 'letters', 'resend') ? (
        <IconAction {...words('letters')} icon={IconMail} to={`/instances/${id}/letters`} />
      ) : null}
      {batteries ? <IconAction {...words('batteries')} icon={IconBattery3} to={batteries} /> : null}
    </>
  );
}
