import { Drawer, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/data/auth/rights';
import { rateOf } from '@/data/can/frames';
import { useInstance } from '@/data/instances/queries';
import { pathOf, placesOf, withPlace, withSuggestion } from '@/data/topics/adding';
import { useAddPoints, useTopic } from '@/data/topics/queries';
import type { Proposed, Suggestion } from '@/data/topics/types';
import { useNow } from '@/format/now';
import { bytes, number, rate } from '@/format/number';
import { draftOf } from '@/pages/instance-edit/draft';
import { Age } from '@/ui/Age';
import { CallError } from '@/ui/CallError';
import { CopyField } from '@/ui/CopyField';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { History } from './History';
import { NewPoints } from './NewPoints';
import { SuggestionCard } from './SuggestionCard';

interface Props {
  instance: string;
  topic: string | null;
  onClose: () => void;
}

/** One topic: what was said on it, and what it can become. */
export function TopicDrawer({ instance, topic, onClose }: Props) {
  const { t } = useTranslation(['topics', 'common']);
  return (
    <Drawer
      opened={topic !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('detail.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {topic === null ? null : <Details key={topic} instance={instance} topic={topic} />}
    </Drawer>
  );
}

function Details({ instance, topic }: { instance: string; topic: string }) {
  const { t } = useTranslation('topics');
  const now = useNow();
  const admin = useMay('admin');
  const looked = useTopic(instance, topic);
  const config = useInstance(instance).data?.config ?? {};
  const add = useAddPoints(instance, draftOf);
  const [made, setMade] = useState<readonly string[]>([]);
  const detail = looked.data;
  if (detail === undefined) {
    return looked.error ? (
      <CallError error={looked.error} instance={instance} retry={() => void looked.refetch()} />
    ) : (
      <Skeleton h={240} />
    );
  }
  const remember = (paths: readonly string[]) => setMade((before) => [...new Set([...paths, ...before])]);
  const addSuggestion = (suggestion: Suggestion) => {
    const paths = suggestion.points.map(({ path }) => path);
    add.mutate({ change: (before) => withSuggestion(before, suggestion), paths }, { onSuccess: () => remember(paths) });
  };
  const addPlace = (point: Proposed) => {
    const path = pathOf(config, topic, point);
    add.mutate({ change: (before) => withPlace(before, topic, point), paths: [path] }, { onSuccess: () => remember([path]) });
  };
  const fields = detail.suggestions.find((each) => each.as === 'json')?.points ?? [];
  const rhythm = detail.ts === null ? null : rateOf({ period_ms: detail.period_ms, ts: detail.ts }, now);
  return (
    <Stack data-testid="topic-detail">
      <CopyField label={t('detail.topic')} value={topic} copyLabel={t('detail.copy')} testId="looked-topic" />
      <Table verticalSpacing={4} layout="fixed">
        <Table.Tbody>
          <Line label={t('column.age')}>{detail.ts === null ? t('kept_before') : <Age ts={detail.ts} />}</Line>
          <Line label={t('detail.count')}>
            {t('detail.messages', { count: detail.count, shown: number(detail.count), rate: rate(rhythm) })}
          </Line>
          <Line label={t('detail.size')}>{bytes(detail.size)}</Line>
          <Line label={t('column.retained')}>{t(detail.retained ? 'detail.yes' : 'detail.no')}</Line>
          {detail.own ? <Line label={t('column.standing')}>{t('detail.own', { name: detail.own })}</Line> : null}
          {detail.point ? <Line label={t('column.standing')}>{t('detail.point', { path: detail.point })}</Line> : null}
        </Table.Tbody>
      </Table>
      {add.error ? <ErrorNotice error={add.error} /> : null}
      {made.length > 0 ? <NewPoints instance={instance} paths={made} /> : null}
      {admin ? null : <Text c="dimmed">{t('only_admin')}</Text>}
      {detail.suggestions.map((suggestion) => (
        <SuggestionCard
          key={suggestion.as}
          suggestion={suggestion}
          busy={add.isPending}
          disabled={!admin}
          onAdd={() => addSuggestion(suggestion)}
        />
      ))}
      <Title order={2} fz="md">
        {t('detail.history', { count: detail.history.length })}
      </Title>
      <History
        said={detail.history}
        fields={fields}
        places={placesOf(config, topic)}
        busy={add.isPending}
        {...(admin ? { onAdd: addPlace } : {})}
      />
    </Stack>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w={150}>{label}</Table.Th>
      <Table.Td className="break">{children}</Table.Td>
    </Table.Tr>
  );
}
