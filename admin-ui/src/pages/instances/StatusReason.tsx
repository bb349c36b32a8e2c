import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '@/data/holds/queries';
import type { Instance } from '@/data/instances/types';
import { useNow } from '@/format/now';
import { useSpan } from '@/format/time';
import { useReason } from '@/i18n/reason';
import classes from './instances.module.css';

interface Props {
  instance: Instance;
  /** Its reason stands elsewhere. */
  told?: boolean;
}

/** A flood and a maintenance have notes of their own. */
export function isTold({ status }: Instance, holds: readonly Hold[] | undefined): boolean {
  if (status.status === 'suspended_by_spam') return true;
  return status.reason?.key === 'maintenance_hold' && holds !== undefined;
}

/** For how long the status holds and why, in a sentence; also a configuration that was not taken. */
export const StatusReason = memo(function StatusReason({ instance, told = false }: Props) {
  const { t } = useTranslation('instances');
  const reasons = useReason();
  const { status, reason, since, config_rejected: rejected } = instance.status;
  const sentence = status === 'running' || told ? undefined : reason ? reasons.text(reason) : t(`explain.${status}`);
  return (
    <>
      <Since since={since} />
      {sentence ? <p className={classes.reason}>{sentence}</p> : null}
      {rejected ? (
        <p className={classes.reason} style={{ color: 'var(--rail-bad)' }}>
          {t('rejected', { reason: reasons.text(rejected) })}
        </p>
      ) : null}
    </>
  );
});

function Since({ since }: { since: number }) {
  const { t } = useTranslation('instances');
  const span = useSpan();
  const now = useNow();
  if (since <= 0) return null;
  return <span className={classes.since}>{t('sinceSpan', { span: span((now - since) / 1000) })}</span>;
}
