import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { IconArrowsExchange, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChanges, useConfirmChanges } from '@/data/ads/queries';
import type { ProgramChange } from '@/data/ads/types';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { ChangeList } from './ChangeList';

const MOST = 5;

/** Another program on the PLC: what changed, and points that are written to only after a person agreed. */
export function ProgramBanner({ id, wanted }: { id: string; wanted: boolean }) {
  const { t } = useTranslation('symbols');
  const now = useNow();
  const changes = useChanges(id, wanted);
  const confirm = useConfirmChanges(id);
  const [seen, setSeen] = useSessionStorage({ key: `dinrail-program-${id}`, defaultValue: 0, getInitialValueInEffect: false });
  const [open, setOpen] = useState(false);
  const all: ProgramChange[] = changes.data?.programs.flatMap((program) => program.changes) ?? [];
  const latest = all.toSorted((a, b) => b.ts - a.ts)[0];
  const { unconfirmed = [], total = 0 } = changes.data ?? {};
  if (total === 0 && (latest === undefined || latest.ts <= seen)) return null;
  return (
    <Alert
      color={total > 0 ? 'orange' : 'blue'}
      icon={<IconArrowsExchange aria-hidden />}
      title={latest ? t('program.title', { time: moment(latest.ts, now) }) : t('program.title_unknown')}
      role="status"
      mb="sm"
      data-testid="program-changed"
    >
      <Stack gap={6} align="flex-start">
        {latest ? <Text>{t('program.counts', { ...latest })}</Text> : null}
        {total > 0 ? (
          <>
            <Text>{t('program.unconfirmed', { count: total })}</Text>
            <List size="sm">
              {unconfirmed.slice(0, MOST).map(({ tag, was, now: is }) => (
                <List.Item key={tag} className="break">
                  <Code>{tag}</Code> {is === '' ? t('program.gone', { was }) : `${was} → ${is}`}
                </List.Item>
              ))}
            </List>
            {total > MOST ? <Text c="dimmed">{t('program.further', { count: total - MOST })}</Text> : null}
          </>
        ) : null}
        {open && latest ? <ChangeList change={latest} /> : null}
        {confirm.error ? <ErrorNotice error={confirm.error} /> : null}
        <Group gap="xs">
          {total > 0 ? (
            <Button
              size="xs"
              loading={confirm.isPending}
              leftSection={<IconCheck size={16} />}
              onClick={() => confirm.mutate(undefined)}
              data-testid="confirm-changes"
            >
              {t('program.confirm', { count: total })}
            </Button>
          ) : null}
          {latest && latest.lines.length > 0 ? (
            <Button size="xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="show-changes">
              {open ? t('program.hide') : t('program.show')}
            </Button>
          ) : null}
          {total === 0 && latest ? (
            <Button size="xs" variant="default" onClick={() => setSeen(latest.ts)} data-testid="dismiss-changes">
              {t('program.dismiss')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Alert>
  );
}
