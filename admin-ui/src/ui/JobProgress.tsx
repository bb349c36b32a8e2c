import { Alert, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Job } from '@/data/jobs/queries';
import { useReason } from '@/i18n/reason';

type AnyT = (key: string) => string;

/** Parts of the system name their steps and kinds; one without words is shown as it is. */
export function useJobWords(): { kind: (job: Job) => string; step: (job: Job) => string } {
  const { t } = useTranslation('jobs');
  const any = t as unknown as AnyT;
  const known = (key: string) => i18next.exists(key, { ns: 'jobs' });
  return {
    kind: ({ kind }) => (known(`kind.${kind}`) ? any(`kind.${kind}`) : kind),
    step: ({ step }) => (known(`step.${step}`) ? any(`step.${step}`) : step),
  };
}

/** How far a job is; why, when it failed. */
export function JobProgress({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const reasons = useReason();
  const words = useJobWords();
  if (job.error) {
    return (
      <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('failed')} role="alert">
        {reasons.text(job.error)}
      </Alert>
    );
  }
  const done = job.state === 'done';
  return (
    <Stack gap={4} role="status" data-testid="job-progress" data-state={job.state}>
      <Text style={{ display: 'flex', alignItems: 'center', gap: 6 }}>
        {done ? <IconCircleCheck size={18} color="var(--rail-ok)" aria-hidden /> : null}
        {words.step(job)}
      </Text>
      <Progress value={100 * job.progress} animated={!done} aria-label={words.kind(job)} />
    </Stack>
  );
}
