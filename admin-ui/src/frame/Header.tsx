import { Burger } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './AppFrame.module.css';
import { ConnectionState } from './ConnectionState';
import { HEADER_SLOTS } from './header-slots';
import { LanguageMenu } from './LanguageMenu';
import { ProblemsBell } from './ProblemsBell';
import { SchemeMenu } from './SchemeMenu';
import { UserMenu } from './UserMenu';

interface Props {
  drawer: boolean;
  onDrawer: () => void;
  onHelp: () => void;
}

export function Header({ drawer, onDrawer, onHelp }: Props) {
  const { t } = useTranslation(['frame', 'common']);
  return (
    <div className={classes.bar}>
      <Burger
        opened={drawer}
        onClick={onDrawer}
        hiddenFrom="sm"
        size="sm"
        className={classes.burger ?? ''}
        color="#eef2f5"
        aria-label={drawer ? t('nav.close') : t('nav.open')}
      />
      <Link to="/" className={classes.brand} aria-label={t('home')}>
        <img src="/favicon.svg" width={26} height={26} alt="" />
        <span>{t('common:product')}</span>
      </Link>
      <div className={classes.grow} />
      {HEADER_SLOTS.map((Slot, index) => (
        <Slot key={index} />
      ))}
      <ConnectionState />
      <ProblemsBell />
      <span className="mantine-visible-from-sm">
        <LanguageMenu />
        <SchemeMenu />
      </span>
      <UserMenu onHelp={onHelp} />
    </div>
  );
}
