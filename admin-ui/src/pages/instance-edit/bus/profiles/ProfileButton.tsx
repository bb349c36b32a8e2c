import { Button } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

const ProfileDrawer = lazy(() => import('./ProfileDrawer'));

/** Below the profile's field: choose one by vendor and model. */
export function ProfileButton({ pointer }: { pointer: string }) {
  const { t } = useTranslation('bus');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        mt={6}
        variant="default"
        size="xs"
        leftSection={<IconListSearch size={16} aria-hidden />}
        onClick={() => setOpen(true)}
        data-testid="profiles-open"
      >
        {t('profile.open')}
      </Button>
      <Suspense>{open ? <ProfileDrawer pointer={pointer} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}
