import { Button } from '@mantine/core';
import { IconBook } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdapterType } from '@/data/adapters/types';

const ReadmeDrawer = lazy(() => import('./ReadmeDrawer'));

/** Opens what a type says about itself; nothing where there is no type. */
export function ReadmeButton({ type }: { type: AdapterType | undefined }) {
  const { t } = useTranslation('instance');
  const [open, setOpen] = useState(false);
  if (type === undefined) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBook size={18} aria-hidden />}
        onClick={() => setOpen(true)}
        data-testid="readme-open"
      >
        {t('readme.open')}
      </Button>
      {open ? (
        <Suspense>
          <ReadmeDrawer type={type} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
