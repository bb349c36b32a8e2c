import { Drawer, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem, useProblems } from '@/data/problems/queries';
import { moment, useSpan } from '@/format/time';
import { useNow } from '@/format/now';
import { useReason } from '@/i18n/reason';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { Shape } from '@/ui/shapes';

interface Props {
  opened: boolean;
  onClose: () => void;
  problems: ReturnType<typeof useProblems>;
}

export function ProblemsDrawer({ opened, onClose, problems }: Props) {
  const { t } = useTranslation(['frame', 'common']);
  const list = problems.data ?? [];
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={t('problems.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {problems.error ? <ErrorNotice error={problems.error} retry={() => void problems.refetch()} /> : null}
      {!problems.error && list.length === 0 ? (
        <EmptyState icon={<IconCircleCheck size={44} stroke={1.2} />} title={t('problems.none')} />
      ) : null}
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {list.map((problem) => (
          <ProblemCard key={`${problem.source}${problem.path}${problem.key}`} problem={problem} />
        ))}
      </Stack>
    </Drawer>
  );
}

function ProblemCard({ problem }: { problem: Problem }) {
  const { t } = useTranslation(['frame', 'common']);
  const reasons = useReason();
  const now = useNow();
  const span = useSpan();
  const hint = reasons.hint(problem);
  // A file and the place in it are the person's own words; a part has a name in his language.
  const isFile = problem.source.endsWith('.json');
  const nameOf = (source: string) => t(`problems.of.${source}` as 'problems.of.broker', { defaultValue: source });
  return (
    <li className="surface" style={{ padding: 12 }} data-testid="problem">
      <Text fw={600} className="break" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <Shape name="triangle" tone="warn" />
        {nameOf(problem.source)}
      </Text>
      {problem.path && (isFile || problem.source === 'types') ? (
        <Text size="sm" c="dimmed" className="mono break">
          {problem.path}
        </Text>
      ) : null}
      <Text mt={4} className="break">
        {reasons.text(problem)}
      </Text>
      {hint ? (
        <Text mt={4}>
          <strong>{t('common:whatToDo')}</strong> {hint}
        </Text>
      ) : null}
      {isFile ? (
        <Text size="sm" mt={4}>
          {t('problems.kept')}
        </Text>
      ) : null}
      <Text size="sm" c="dimmed" mt={4}>
        {`${t('common:since', { time: moment(problem.since, now) })} (${span((now - problem.since) / 1000)})`}
      </Text>
    </li>
  );
}
