import { Alert, Button, Group, SegmentedControl } from '@mantine/core';
import { IconMailCheck, IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMay } from '@/data/auth/rights';
import { useInstances } from '@/data/instances/queries';
import { useLetterCalls, useLetters } from '@/data/letters/queries';
import type { Chosen, LetterState, Target } from '@/data/letters/types';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import list from '@/ui/list.module.css';
import { MoreButton } from '@/ui/MoreButton';
import { useNotify } from '@/ui/notify';
import { PageHeader } from '@/ui/PageHeader';
import { StatusLight } from '@/ui/StatusLight';
import { LetterLine } from './LetterLine';
import { TargetLine } from './TargetLine';
import { TestDialog } from './TestDialog';

/** Who is told, what waits, and what nobody took. */
export function Component() {
  const { t } = useTranslation(['letters', 'common']);
  const { id = '' } = useParams();
  const operator = useMay('operator');
  const engineer = useMay('engineer');
  const notify = useNotify();
  const instance = useInstances().data?.find((each) => each.id === id);
  const [state, setState] = useState<LetterState>('dead');
  const [tested, setTested] = useState<Target | null>(null);
  const [discarding, setDiscarding] = useState<Chosen | null>(null);
  const letters = useLetters(id, state);
  const { resend, discard } = useLetterCalls(id);
  const first = letters.data?.pages[0];
  const shown = letters.data?.pages.flatMap((page) => page.items) ?? [];
  const dead = first?.targets.reduce((sum, each) => sum + each.dead, 0) ?? 0;
  const again = (chosen: Chosen) =>
    resend.mutate(chosen, { onSuccess: ({ count }) => notify.done(t('resent', { count })), onError: notify.failed });
  const drop = () => {
    if (discarding === null) return;
    const onSuccess = ({ count }: { count: number }) => {
      notify.done(t('discarded', { count }));
      setDiscarding(null);
    };
    discard.mutate(discarding, { onSuccess });
  };
  return (
    <>
      <PageHeader
        title={t('title', { name: instance?.title || id })}
        note={instance ? <StatusLight status={instance.status.status} /> : undefined}
      >
        <Button
          variant="default"
          component={Link}
          to={`/instances/${encodeURIComponent(id)}/edit`}
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          {t('common:edit')}
        </Button>
      </PageHeader>
      {letters.error ? <ErrorNotice error={letters.error} retry={() => void letters.refetch()} /> : null}
      {letters.isPending ? <PageSkeleton /> : null}
      {first && !first.kept ? (
        <Alert color="orange" mb="md">
          {t('not_kept')}
        </Alert>
      ) : null}
      {first ? (
        <ul className={list.list} aria-label={t('targets')}>
          {first.targets.map((target) => (
            <TargetLine key={target.name} target={target} may={operator} onTest={() => setTested(target)} />
          ))}
        </ul>
      ) : null}
      {first ? (
        <Group my="md" justify="space-between">
          <SegmentedControl
            value={state}
            onChange={(value) => setState(value as LetterState)}
            data={[
              { value: 'dead', label: t('state.dead') },
              { value: 'waiting', label: t('state.waiting') },
            ]}
            aria-label={t('which')}
          />
          {state === 'dead' && dead > 0 ? (
            <Group gap="xs">
              <Button
                variant="default"
                leftSection={<IconSend size={16} aria-hidden />}
                disabled={!operator}
                loading={resend.isPending}
                onClick={() => again({})}
                data-testid="resend-all"
              >
                {t('resend_all')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconTrash size={16} aria-hidden />}
                disabled={!engineer}
                onClick={() => setDiscarding({})}
                data-testid="discard-all"
              >
                {t('discard_all')}
              </Button>
            </Group>
          ) : null}
        </Group>
      ) : null}
      {first && shown.length === 0 ? (
        <EmptyState icon={<IconMailCheck size={52} stroke={1.1} />} title={t(`none.${state}`)} text={t(`none_text.${state}`)} />
      ) : null}
      <ul className={list.list} aria-label={t(`state.${state}`)}>
        {shown.map((letter) => (
          <LetterLine
            key={letter.id}
            letter={letter}
            mayResend={operator}
            mayDiscard={engineer}
            onResend={() => again({ ids: [letter.id] })}
            onDiscard={() => setDiscarding({ ids: [letter.id] })}
          />
        ))}
      </ul>
      <MoreButton pages={letters} shown={shown.length} total={first?.total ?? 0} />
      {tested ? <TestDialog instance={id} target={tested} onClose={() => setTested(null)} /> : null}
      <ConfirmDialog
        opened={discarding !== null}
        title={t('discard')}
        confirm={t('discard')}
        icon={<IconTrash size={16} aria-hidden />}
        pending={discard.isPending}
        error={discard.error}
        onConfirm={drop}
        onClose={() => {
          discard.reset();
          setDiscarding(null);
        }}
      >
        {t('discard_text')}
      </ConfirmDialog>
    </>
  );
}
