import { IconBattery3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { pathOf } from '@/data/batteries/link';
import { useBatteries } from '@/data/batteries/queries';
import { IconAction } from '@/ui/IconAction';

/** Leads from a branch of the tree to the battery it is; nothing for any other. */
export function BatteryLink({ address }: { address: string }) {
  const { t } = useTranslation('points');
  const { data } = useBatteries(false);
  if (data?.items.some((battery) => battery.address === address) !== true) return null;
  return (
    <span onClick={(event) => event.stopPropagation()} role="presentation">
      <IconAction title={t('battery')} icon={IconBattery3} to={pathOf(address)} size={26} testId={`battery-of-${address}`} />
    </span>
  );
}
