import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './dashboard.module.css';

/** Grey shapes where widgets will be. */
export function GridSkeleton() {
  const { t } = useTranslation('common');
  return (
    <div className={classes.waiting} role="status" aria-label={t('loading')}>
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={152} />
      ))}
    </div>
  );
}
