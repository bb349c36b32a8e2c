import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './points.module.css';

export function GridHead() {
  const { t } = useTranslation('points');
  return (
    <div role="rowgroup" style={{ position: 'sticky', top: 0, zIndex: 1 }}>
      <div className={`${classes.row} ${classes.head}`} role="row" aria-rowindex={1}>
        <span role="columnheader">{t('column.name')}</span>
        <span role="columnheader" style={{ textAlign: 'right' }}>
          {t('column.value')}
        </span>
        <span role="columnheader">{t('column.quality')}</span>
        <span role="columnheader">{t('column.age')}</span>
        <span role="columnheader" className={classes.wide}>
          {t('column.type')}
        </span>
        <span role="columnheader" className={classes.wide}>
          {t('column.description')}
        </span>
        <span role="columnheader">
          <VisuallyHidden>{t('column.write')}</VisuallyHidden>
        </span>
      </div>
    </div>
  );
}
