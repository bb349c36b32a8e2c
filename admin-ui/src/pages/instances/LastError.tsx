import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { InstanceStats } from '@/data/instances/types';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import { useReason } from '@/i18n/reason';
import classes from './instances.module.css';

interface Props {
  id: string;
  error: InstanceStats['last_error'] | undefined;
}

/** What went wrong last with an instance and when; leads to its errors. */
export function LastError({ id, error }: Props) {
  const reasons = useReason();
  if (!error) return null;
  const sentence = reasons.text(error.reason);
  return (
    <p className={classes.lastError} title={sentence}>
      <Ago ts={error.ts} />
      <Link to={`/errors?part=${encodeURIComponent(id)}`} data-testid={`instance-${id}-error`}>
        {sentence}
      </Link>
    </p>
  );
}

function Ago({ ts }: { ts: number }) {
  const { t } = useTranslation(['instances', 'common']);
  const now = useNow();
  const span = useSpan();
  return (
    <time title={moment(ts, now)}>{`${t('last_error', { ago: t('common:ago', { span: span((now - ts) / 1000) }) })} `}</time>
  );
}
