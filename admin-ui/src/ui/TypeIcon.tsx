import {
  IconBattery3,
  IconBluetooth,
  IconBroadcast,
  IconBolt,
  IconCircuitSwitchOpen,
  IconCpu,
  IconDatabase,
  IconGauge,
  IconNetwork,
  IconPlug,
  IconRouteAltLeft,
  IconSolarPanel,
  IconTemperature,
  IconTopologyBus,
  IconUsb,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';

/** Signs a manifest can ask for by name; any other name gets the plug. */
const ICONS: Record<string, Icon> = {
  ads: IconCpu,
  battery: IconBattery3,
  bluetooth: IconBluetooth,
  bolt: IconBolt,
  broadcast: IconBroadcast,
  can: IconTopologyBus,
  cpu: IconCpu,
  database: IconDatabase,
  gauge: IconGauge,
  modbus: IconCircuitSwitchOpen,
  mqtt: IconBroadcast,
  network: IconNetwork,
  plc: IconCpu,
  plug: IconPlug,
  router: IconRouteAltLeft,
  serial: IconUsb,
  solar: IconSolarPanel,
  temperature: IconTemperature,
  webhook: IconWebhook,
};

export function TypeIcon({ icon, type, size = 20 }: { icon?: string | undefined; type: string; size?: number }) {
  const Sign = ICONS[icon ?? ''] ?? ICONS[type] ?? IconPlug;
  return <Sign size={size} stroke={1.6} aria-hidden style={{ flexShrink: 0 }} />;
}
