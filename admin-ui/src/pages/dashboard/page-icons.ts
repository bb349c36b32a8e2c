import {
  IconBattery3,
  IconBolt,
  IconBuilding,
  IconChartLine,
  IconCpu,
  IconDroplet,
  IconFlame,
  IconHome,
  IconLayoutDashboard,
  IconPlug,
  IconSolarPanel,
  IconTemperature,
  IconTool,
  type Icon,
} from '@tabler/icons-react';

/** Signs a page can have, by the name that is stored. */
export const PAGE_ICONS: Readonly<Record<string, Icon>> = {
  dashboard: IconLayoutDashboard,
  home: IconHome,
  solar: IconSolarPanel,
  battery: IconBattery3,
  bolt: IconBolt,
  plug: IconPlug,
  chart: IconChartLine,
  temperature: IconTemperature,
  water: IconDroplet,
  heating: IconFlame,
  plc: IconCpu,
  building: IconBuilding,
  tool: IconTool,
};

export const iconOf = (name: string): Icon => PAGE_ICONS[name] ?? IconLayoutDashboard;
