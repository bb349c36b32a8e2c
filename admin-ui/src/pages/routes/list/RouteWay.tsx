import { IconArrowNarrowRight } from '@tabler/icons-react';
import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { UNKNOWN } from '@/format/number';
import classes from './list.module.css';

/** From where to where, the first of several and how many more. */
export function RouteWay({ from, to }: { from: string[]; to: string[] }) {
  const { t } = useTranslation('routes');
  return (
    <div className={classes.way}>
      <End label={t('column.from')} list={from} />
      <span className={classes.arrow} aria-hidden>
        <IconArrowNarrowRight size={16} stroke={1.6} />
      </span>
      <End label={t('column.to')} list={to} />
    </div>
  );
}

function End({ label, list }: { label: string; list: string[] }) {
  return (
    <div className={classes.end} title={list.join('\n')}>
      <VisuallyHidden>{`${label} `}</VisuallyHidden>
      <span className="truncate mono">{list[0] ?? UNKNOWN}</span>
      {list.length > 1 ? <span className={classes.more}>{`+${list.length - 1}`}</span> : null}
    </div>
  );
}
