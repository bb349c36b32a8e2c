import { VisuallyHidden } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useAuthStatus } from '@/data/auth/queries';
import { reaches } from '@/data/auth/rights';
import { useNodeRed } from '@/data/nodered/queries';
import classes from './AppFrame.module.css';
import { NAV_ITEMS } from './nav-items';

interface Props {
  narrow: boolean;
  onNarrow: () => void;
}

/** The pages; narrow shows only their signs. */
export function Navigation({ narrow, onNarrow }: Props) {
  const { t } = useTranslation('frame');
  const role = useAuthStatus().data?.user?.role;
  const nodeRed = useNodeRed().data?.enabled === true;
  const items = NAV_ITEMS.filter(
    (item) => (item.role === undefined || reaches(role, item.role)) && (item.neighbour === undefined || nodeRed),
  );
  const Fold = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <>
      <div style={{ flex: 1, paddingTop: 8 }}>
        {items.map(({ to, label, icon: Sign }) => (
          <NavLink
            key={to}
            to={to}
            className={classes.link ?? ''}
            title={narrow ? t(`nav.${label}`) : undefined}
            data-testid={`nav-${label}`}
          >
            <Sign size={21} stroke={1.6} aria-hidden style={{ flexShrink: 0 }} />
            {narrow ? <VisuallyHidden>{t(`nav.${label}`)}</VisuallyHidden> : t(`nav.${label}`)}
          </NavLink>
        ))}
      </div>
      <button type="button" className={`${classes.fold} mantine-visible-from-sm`} onClick={onNarrow} aria-expanded={!narrow}>
        <Fold size={20} stroke={1.6} aria-hidden />
        {narrow ? <VisuallyHidden>{t('nav.expand')}</VisuallyHidden> : t('nav.collapse')}
      </button>
    </>
  );
}
