import { Menu } from '@mantine/core';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, currentLanguage, LANGUAGES } from '@/i18n';
import classes from './AppFrame.module.css';

/** The languages as menu entries, the present one ticked. */
export function LanguageItems() {
  const { t } = useTranslation('frame');
  const current = currentLanguage();
  return LANGUAGES.map((language) => (
    <Menu.Item
      key={language}
      lang={language}
      onClick={() => void chooseLanguage(language)}
      leftSection={<IconCheck size={16} visibility={language === current ? 'visible' : 'hidden'} />}
      aria-current={language === current}
      data-testid={`language-${language}`}
    >
      {t(`language.${language}`)}
    </Menu.Item>
  ));
}

export function LanguageMenu() {
  const { t } = useTranslation('frame');
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button
          type="button"
          className={classes.tool}
          aria-label={t('language.label')}
          title={t('language.label')}
          data-testid="language"
        >
          <IconLanguage size={21} stroke={1.6} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <LanguageItems />
      </Menu.Dropdown>
    </Menu>
  );
}
