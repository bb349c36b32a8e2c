import { AppShell } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { useAdapterReasons } from '@/data/adapters/texts';
import { LiveProvider } from '@/data/live/context';
import classes from './AppFrame.module.css';
import { BusyLine } from './BusyLine';
import { Header } from './Header';
import { KioskFrame } from './kiosk/KioskFrame';
import { kioskOf } from './kiosk/use-leave';
import { NAV_ITEMS } from './nav-items';
import { Navigation } from './Navigation';
import { PanicBanner } from './panic/PanicBanner';
import { ShortcutsDialog } from './ShortcutsDialog';
import { StaleBanner } from './StaleBanner';
import { useStale } from './use-stale';
import { useShortcuts } from './use-shortcuts';

/** Header, navigation and the place of the pages; holds the live connection. */
export function Component() {
  return (
    <LiveProvider>
      <Chosen />
    </LiveProvider>
  );
}

function Chosen() {
  useAdapterReasons();
  const { pathname, search } = useLocation();
  const kiosk = kioskOf(pathname, search);
  return kiosk === null ? <Frame /> : <KioskFrame night={kiosk === 'night'} />;
}

function Frame() {
  const { t } = useTranslation('frame');
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [drawer, drawerState] = useDisclosure(false);
  const [help, helpState] = useDisclosure(false);
  const [narrow, setNarrow] = useLocalStorage({ key: 'dinrail-nav-narrow', defaultValue: false });
  const stale = useStale();
  const { close } = drawerState;
  useEffect(() => close(), [pathname, close]);
  useShortcuts({
    '?': helpState.open,
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
    ...Object.fromEntries(NAV_ITEMS.map(({ key, to }) => [`g ${key}`, () => void navigate(to)])),
  });
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: narrow ? 60 : 208, breakpoint: 'sm', collapsed: { mobile: !drawer } }}
      padding={{ base: 'sm', sm: 'lg' }}
      transitionDuration={0}
    >
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      <AppShell.Header className={classes.header} withBorder={false}>
        <Header drawer={drawer} onDrawer={drawerState.toggle} onHelp={helpState.open} />
        <BusyLine />
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('nav.label')} className={classes.navbar}>
        <Navigation narrow={narrow && !drawer} onNarrow={() => setNarrow(!narrow)} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main} data-stale={stale || undefined}>
        <PanicBanner />
        <StaleBanner />
        <Outlet />
      </AppShell.Main>
      <ShortcutsDialog opened={help} onClose={helpState.close} />
    </AppShell>
  );
}
