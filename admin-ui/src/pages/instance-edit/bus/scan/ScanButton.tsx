import { Button } from '@mantine/core';
import { IconRadar2 } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

const ScanDrawer = lazy(() => import('./ScanDrawer'));

/** Below the list of devices: looks which unit ids answer. */
export function ScanButton({ pointer }: { pointer: string }) {
  const { t } = useTranslation('bus');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        mt="xs"
        variant="default"
        size="xs"
        leftSection={<IconRadar2 size={16} aria-hidden />}
        onClick={() => setOpen(true)}
        data-testid="scan-open"
      >
        {t('scan.open')}
      </Button>
      <Suspense>{open ? <ScanDrawer pointer={pointer} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}
