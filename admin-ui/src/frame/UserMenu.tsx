import { Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKeyboard, IconLock, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthStatus, useLogout } from '@/data/auth/queries';
import { useNotify } from '@/ui/notify';
import classes from './AppFrame.module.css';
import { LanguageItems } from './LanguageMenu';
import { SchemeItems } from './SchemeMenu';

const PasswordDialog = lazy(() => import('./PasswordDialog'));

const ROLES = ['admin', 'engineer', 'operator', 'viewer'] as const;

/** Who is logged in, log out; on a phone also language and colours. */
export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation(['frame', 'common', 'auth']);
  const [changing, { open, close }] = useDisclosure(false);
  const status = useAuthStatus();
  const logout = useLogout();
  const { failed } = useNotify();
  const name = status.data?.user?.name ?? t('common:unknown');
  const role = ROLES.find((known) => known === status.data?.user?.role);
  return (
    <>
      <Menu position="bottom-end" width={230} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <button
            type="button"
            className={classes.tool}
            aria-label={t('user.label', { name })}
            title={name}
            data-testid="user-menu"
          >
            <IconUserCircle size={22} stroke={1.6} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {name}
            {role ? ` · ${t(`role.${role}`)}` : ''}
          </Menu.Label>
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onHelp}>
            {t('user.shortcuts')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLock size={16} />} onClick={open} data-testid="change-password">
            {t('auth:password.title')}
          </Menu.Item>
          <div className="mantine-hidden-from-sm">
            <Menu.Divider />
            <Menu.Label>{t('language.label')}</Menu.Label>
            <LanguageItems />
            <Menu.Label>{t('scheme.label')}</Menu.Label>
            <SchemeItems />
          </div>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={16} />}
            onClick={() => logout.mutate(undefined, { onError: failed })}
            data-testid="logout"
          >
            {t('user.logout')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('user.version', { version: status.data?.version ?? '–' })}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{changing ? <PasswordDialog onClose={close} /> : null}</Suspense>
    </>
  );
}
