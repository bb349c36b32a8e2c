import { Button, Group } from '@mantine/core';
import { IconFileText, IconRotateClockwise } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRights } from '@/data/auth/rights';
import { useAction } from '@/data/instances/queries';
import type { Instance } from '@/data/instances/types';
import type { Breaker } from '@/data/routes/counters';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import { useReason } from '@/i18n/reason';
import { useNotify } from '@/ui/notify';
import type { Dialogs } from './dialogs/state';
import classes from './instances.module.css';

interface Props {
  instance: Instance;
  open: Dialogs['open'];
  /** The evidence, where it was asked for. */
  breaker?: Breaker | null | undefined;
}

/** An instance that was cut off for its flood: how fast, how fast is allowed, since when, and what can be done. */
export function SpamCard({ instance, open, breaker }: Props) {
  const { t } = useTranslation(['instances', 'common', 'upkeep']);
  const reasons = useReason();
  const may = useRights();
  const act = useAction();
  const { done, failed } = useNotify();
  const now = useNow();
  const span = useSpan();
  const { id, status } = instance;
  if (status.status !== 'suspended_by_spam') return null;
  const name = instance.title || id;
  const since = breaker?.since ?? status.since;
  const ago = (ts: number) => t('common:ago', { span: span((now - ts) / 1000) });
  const activity = breaker?.last_activity;
  const run = () =>
    act.mutate({ id, action: 'reactivate' }, { onSuccess: () => done(t('done.reactivate', { name })), onError: failed });
  return (
    <div className={classes.spam} data-testid={`instance-${id}-spam`} role="group" aria-label={t('status.suspended_by_spam')}>
      <p>
        <strong>{reasons.text(status.reason ?? { key: 'flood' })}</strong>
      </p>
      <p>
        {t('spam.since', { time: moment(since, now), ago: ago(since) })}
        {activity ? ` ${t('spam.last', { ago: ago(activity) })}` : ''}
      </p>
      <Group gap="xs">
        <Button
          size="xs"
          color="red"
          leftSection={<IconRotateClockwise size={16} aria-hidden />}
          onClick={run}
          loading={act.isPending}
          disabled={!may('engineer')}
          title={may('engineer') ? undefined : t('upkeep:needs_engineer')}
          aria-label={t('action.named', { action: t('spam.reactivate'), name })}
          data-testid={`instance-${id}-reactivate`}
        >
          {t('spam.reactivate')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFileText size={16} aria-hidden />}
          onClick={() => open('logs', id)}
          disabled={!may('engineer')}
          aria-label={t('action.named', { action: t('spam.logs'), name })}
          data-testid={`instance-${id}-spam-logs`}
        >
          {t('spam.logs')}
        </Button>
      </Group>
    </div>
  );
}
