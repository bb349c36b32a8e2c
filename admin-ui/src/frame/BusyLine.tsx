import { Progress } from '@mantine/core';
import { useIsMutating } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const AFTER_MS = 700;

/** A moving line under the header while a change takes noticeably long. */
export function BusyLine() {
  const { t } = useTranslation('frame');
  const busy = useIsMutating() > 0;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(busy), busy ? AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [busy]);
  if (!shown) return null;
  return (
    <Progress
      value={100}
      animated
      size={3}
      radius={0}
      aria-label={t('working')}
      style={{ position: 'absolute', inset: 'auto 0 0 0' }}
    />
  );
}
