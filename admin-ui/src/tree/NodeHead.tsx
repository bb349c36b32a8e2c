import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './tree.module.css';

export function NodeHead() {
  const { t } = useTranslation('symbols');
  return (
    <div role="rowgroup" className={classes.headgroup}>
      <div className={`${classes.row} ${classes.head}`} role="row" aria-rowindex={1}>
        <span role="columnheader">
          <VisuallyHidden>{t('column.tick')}</VisuallyHidden>
        </span>
        <span role="columnheader">{t('column.name')}</span>
        <span role="columnheader" className={classes.value}>
          {t('column.value')}
        </span>
        <span role="columnheader">{t('column.type')}</span>
        <span role="columnheader" className={classes.comment}>
          {t('column.comment')}
        </span>
        <span role="columnheader">
          <VisuallyHidden>{t('column.access')}</VisuallyHidden>
        </span>
      </div>
    </div>
  );
}
