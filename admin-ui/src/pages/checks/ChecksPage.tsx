import { Button, Group, Text } from '@mantine/core';
import { IconRefresh, IconTool } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/data/auth/rights';
import { useCheckActions, useChecks, worstFirst, type Check } from '@/data/checks/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { currentLanguage } from '@/i18n';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import classes from '@/ui/list.module.css';
import { useNotify } from '@/ui/notify';
import { PageHeader } from '@/ui/PageHeader';
import { CheckLight } from './CheckLight';

/** What the system finds about itself, the worst first, with a button where it can be mended. */
export function Component() {
  const { t } = useTranslation('upkeep');
  const notify = useNotify();
  const engineer = useMay('engineer');
  const checks = useChecks();
  const { run } = useCheckActions();
  const list = worstFirst(checks.data ?? []);
  const wrong = list.filter((each) => each.state === 'warning' || each.state === 'error').length;
  return (
    <>
      <PageHeader
        title={t('checks.title')}
        note={checks.data ? (wrong > 0 ? t('checks.count', { count: wrong }) : t('checks.all_well')) : undefined}
      >
        <Button
          leftSection={<IconRefresh size={18} aria-hidden />}
          onClick={() => run.mutate(undefined, { onError: notify.failed })}
          loading={run.isPending}
          disabled={!engineer}
          title={engineer ? undefined : t('needs_engineer')}
          data-testid="run-checks"
        >
          {t('checks.run')}
        </Button>
      </PageHeader>
      <Text c="dimmed" mb="md" maw={760}>
        {t('checks.intro')}
      </Text>
      {checks.error ? <ErrorNotice error={checks.error} retry={() => void checks.refetch()} /> : null}
      {checks.isPending ? <PageSkeleton /> : null}
      <ul className={classes.list} aria-label={t('checks.title')}>
        {list.map((each) => (
          <Line key={each.id} check={each} />
        ))}
      </ul>
    </>
  );
}

function Line({ check }: { check: Check }) {
  const { t } = useTranslation('upkeep');
  const admin = useMay('admin');
  const notify = useNotify();
  const reasons = useReason();
  const now = useNow();
  const { fix } = useCheckActions();
  const mend = () => fix.mutate(check.id, { onSuccess: ({ done }) => notify.done(reasons.text(done)), onError: notify.failed });
  return (
    <li className={`surface ${classes.item} ${classes.plain}`} data-testid={`check-${check.id}`} data-state={check.state}>
      <Group justify="space-between" gap="sm">
        <span className={classes.head}>
          <CheckLight state={check.state} />
          <b>{check.title[currentLanguage()] ?? check.title['en'] ?? check.id}</b>
        </span>
        {check.fix ? (
          <Button
            size="compact-md"
            leftSection={<IconTool size={16} aria-hidden />}
            onClick={mend}
            loading={fix.isPending}
            disabled={!admin}
            title={admin ? undefined : t('needs_admin')}
            data-testid={`fix-${check.id}`}
          >
            {check.fix_title[currentLanguage()] ?? t('checks.fix')}
          </Button>
        ) : null}
      </Group>
      {check.reasons.map((reason, at) => (
        <Text key={at} className="break">
          {reasons.text(reason)}
        </Text>
      ))}
      <Text c="dimmed" size="sm">
        {check.checked > 0 ? t('checks.looked', { time: moment(check.checked, now) }) : t('checks.never')}
      </Text>
    </li>
  );
}
