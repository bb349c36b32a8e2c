import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './AppFrame.module.css';

const SCHEMES = [
  { name: 'light', icon: IconSun },
  { name: 'dark', icon: IconMoon },
  { name: 'auto', icon: IconDeviceDesktop },
] as const;

/** Light, dark or as the device says; the present one ticked. */
export function SchemeItems() {
  const { t } = useTranslation('frame');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return SCHEMES.map(({ name, icon: Sign }) => (
    <Menu.Item
      key={name}
      onClick={() => setColorScheme(name)}
      leftSection={<Sign size={16} />}
      rightSection={name === colorScheme ? <IconCheck size={16} /> : null}
      aria-current={name === colorScheme}
      data-testid={`scheme-${name}`}
    >
      {t(`scheme.${name}`)}
    </Menu.Item>
  ));
}

export function SchemeMenu() {
  const { t } = useTranslation('frame');
  const { colorScheme } = useMantineColorScheme();
  const Sign = SCHEMES.find(({ name }) => name === colorScheme)?.icon ?? IconSun;
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button
          type="button"
          className={classes.tool}
          aria-label={t('scheme.label')}
          title={t('scheme.label')}
          data-testid="scheme"
        >
          <Sign size={21} stroke={1.6} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <SchemeItems />
      </Menu.Dropdown>
    </Menu>
  );
}
