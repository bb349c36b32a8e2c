import { Menu } from '@mantine/core';
import { IconDeviceDesktop, IconHistory, IconMoonStars } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/data/auth/rights';
import { allTexts } from '@/i18n';
import { MoreMenu } from '@/ui/MoreMenu';

const VersionsDrawer = lazy(async () => {
  const [drawer] = await Promise.all([import('@/pages/dashboard-edit/versions/VersionsDrawer'), allTexts()]);
  return drawer;
});

/** Other ways to show a page, and what it was before. */
export function ViewMenu({ page }: { page: string }) {
  const { t } = useTranslation('dashboards');
  const mayEdit = useMay('engineer');
  const [versions, setVersions] = useState(false);
  return (
    <>
      <MoreMenu label={t('more')} testId="page-more" size={32}>
        {() => (
          <>
            <Menu.Item
              component={Link}
              to={`/pages/${page}?kiosk`}
              leftSection={<IconDeviceDesktop size={16} />}
              data-testid="kiosk"
            >
              {t('kiosk.open')}
            </Menu.Item>
            <Menu.Item component={Link} to={`/pages/${page}?kiosk=night`} leftSection={<IconMoonStars size={16} />}>
              {t('kiosk.night')}
            </Menu.Item>
            {mayEdit ? (
              <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => setVersions(true)} data-testid="open-versions">
                {t('versions')}
              </Menu.Item>
            ) : null}
          </>
        )}
      </MoreMenu>
      {versions ? (
        <Suspense>
          <VersionsDrawer onClose={() => setVersions(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
