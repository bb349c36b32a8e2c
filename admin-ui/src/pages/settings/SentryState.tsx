import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRights } from '@/data/auth/rights';
import { useReporting, useTestReport } from '@/data/settings/queries';
import { useNow } from '@/format/now';
import { number } from '@/format/number';
import { moment } from '@/format/time';
import { useReason } from '@/i18n/reason';
import { useNotify } from '@/ui/notify';

/** How reporting goes as saved, and a made-up error to try it. */
export function SentryState() {
  const { t } = useTranslation('settings');
  const reasons = useReason();
  const admin = useRights()('admin');
  const now = useNow();
  const state = useReporting().data;
  const test = useTestReport();
  const { done, failed } = useNotify();
  if (!state?.enabled) return null;
  const tell = ({ sent }: { sent: boolean }) => (sent ? done(t('sentry_tested')) : undefined);
  const problem = test.data?.problem ?? state.problem;
  return (
    <div>
      <Text>
        {t('sentry_state', { sent: number(state.sent), waiting: number(state.waiting), dropped: number(state.dropped) })}{' '}
        {state.last_sent ? t('sentry_last', { time: moment(state.last_sent, now) }) : ''}
      </Text>
      {problem ? <Text style={{ color: 'var(--rail-bad)' }}>{reasons.text(problem)}</Text> : null}
      <Group mt="xs">
        <Button
          variant="default"
          onClick={() => test.mutate(undefined, { onSuccess: tell, onError: failed })}
          loading={test.isPending}
          disabled={!admin}
          data-testid="sentry-test"
        >
          {t('sentry_test')}
        </Button>
      </Group>
    </div>
  );
}
