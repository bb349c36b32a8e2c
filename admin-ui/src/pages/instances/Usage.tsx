import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './instances.module.css';
import { nearLimit } from './limits';

interface Props {
  label: string;
  /** What is written at the right, "–" when unknown. */
  text: string;
  share: number | null;
  /** Below the bar. */
  children?: ReactNode;
}

/** A labelled bar of a limit's use; from 80 % on it warns in colour and words. */
export function Usage({ label, text, share, children }: Props) {
  const { t } = useTranslation('instances');
  const near = nearLimit(share);
  const color = near ? 'var(--rail-warn)' : 'var(--rail-bar)';
  return (
    <div className={classes.bar}>
      <dt>{label}</dt>
      <dd style={near ? { color, fontWeight: 600 } : undefined}>
        {near ? `${t('metric.near_limit')}: ` : ''}
        {text}
      </dd>
      <dd className={classes.track} aria-hidden>
        <div className={classes.fill} style={{ width: `${Math.min(100, (share ?? 0) * 100)}%`, background: color }} />
      </dd>
      {children ? <dd className={classes.below}>{children}</dd> : null}
    </div>
  );
}
