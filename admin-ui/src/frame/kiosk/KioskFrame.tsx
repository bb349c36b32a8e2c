import { ActionIcon } from '@mantine/core';
import { IconMoonStars, IconSun, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { PanicBanner } from '../panic/PanicBanner';
import { StaleBanner } from '../StaleBanner';
import { useShortcuts } from '../use-shortcuts';
import classes from './kiosk.module.css';
import { useAwake } from './use-awake';
import { useLeave } from './use-leave';
import { useNight } from './use-night';

/** The page and nothing else, for a panel on a wall; what must be known is still said. Escape leads back. */
export function KioskFrame({ night }: { night: boolean }) {
  const { t } = useTranslation('dashboards');
  const { pathname } = useLocation();
  const shift = useNight(night);
  const leave = useLeave();
  useAwake();
  useShortcuts({ Escape: leave });
  const Other = night ? IconSun : IconMoonStars;
  return (
    <main className={classes.kiosk} id="content" tabIndex={-1} data-night={night || undefined} data-testid="kiosk-frame">
      <div className={classes.picture} style={{ transform: night ? `translate(${shift.x}px, ${shift.y}px)` : undefined }}>
        <PanicBanner />
        <StaleBanner />
        <Outlet />
      </div>
      <div className={classes.tools}>
        <ActionIcon
          component={Link}
          to={`${pathname}?kiosk${night ? '' : '=night'}`}
          replace
          variant="default"
          size={36}
          aria-label={night ? t('kiosk.day') : t('kiosk.night')}
          title={night ? t('kiosk.day') : t('kiosk.night')}
        >
          <Other size={20} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" size={36} onClick={leave} aria-label={t('kiosk.leave')} title={t('kiosk.leave')}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </div>
    </main>
  );
}
