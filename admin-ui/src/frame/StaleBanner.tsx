import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLiveState } from '@/data/live/context';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import classes from './AppFrame.module.css';
import { useStale } from './use-stale';

/** Says that what is shown is old while the live connection is away. */
export function StaleBanner() {
  const { t } = useTranslation('frame');
  const { since } = useLiveState();
  const now = useNow();
  if (!useStale()) return null;
  return (
    <Alert color="orange" icon={<IconPlugConnectedX aria-hidden />} className={classes.stale ?? ''} role="alert">
      {t('stale', { time: moment(since, now) })}
    </Alert>
  );
}
