import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrorsOf, type FieldError } from '@/data/errors';
import { useInstance, useSaveInstance } from '@/data/instances/queries';
import type { Instance, InstanceStats, Limits } from '@/data/instances/types';
import { useCounters } from '@/data/routes/queries';
import { useReason } from '@/i18n/reason';
import { draftOf, LIMIT_NAMES } from '@/pages/instance-edit/draft';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { LimitField } from './LimitField';
import { usesOf } from './limit-uses';

interface Props {
  id: string;
  /** Of its type. */
  defaults: Partial<Limits>;
  stats: InstanceStats | undefined;
  onClose: () => void;
}

/** What an instance may use beside what it uses now; changed while it runs, and stays open to see the effect. */
export function LimitsDialog({ id, onClose, ...rest }: Props) {
  const { t } = useTranslation(['instances', 'common']);
  const stored = useInstance(id);
  const name = stored.data?.title || id;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('limits.title', { name })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {stored.error ? <ErrorNotice error={stored.error} retry={() => void stored.refetch()} /> : null}
      {stored.isPending ? <Skeleton height={260} /> : null}
      {stored.data ? <Fields instance={stored.data} reread={() => void stored.refetch()} onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

interface FieldsProps extends Omit<Props, 'id'> {
  instance: Instance;
  reread: () => void;
}

function Fields({ instance, defaults, stats, reread, onClose }: FieldsProps) {
  const { t } = useTranslation(['instances', 'common']);
  const reasons = useReason();
  const save = useSaveInstance();
  const { done } = useNotify();
  // What was typed lies over what is stored: an answer that comes meanwhile takes nothing away.
  const [typed, setTyped] = useState<Partial<Limits>>({});
  const limits: Partial<Limits> = { ...draftOf(instance).limits, ...typed };
  const counters = useCounters().data?.sources.find((source) => source.id === instance.id);
  const uses = usesOf(instance.limits, defaults, stats, counters);
  const wrong = fieldErrorsOf(save.error);
  const at = (name: keyof Limits): FieldError | undefined => wrong.find(({ path }) => path === `/limits/${name}`);
  const placed = LIMIT_NAMES.some((name) => at(name));
  const changed = LIMIT_NAMES.some((name) => (limits[name] ?? null) !== (instance.limits[name] ?? null));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const finish = () => {
      reread();
      done(t('limits.done'));
    };
    save.mutate({ draft: { ...draftOf(instance), limits }, revision: instance.revision }, { onSuccess: finish });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>{t('limits.text')}</Text>
        {LIMIT_NAMES.map((name) => {
          const error = at(name);
          return (
            <LimitField
              key={name}
              name={name}
              value={limits[name] ?? null}
              onChange={(value) => setTyped((before) => ({ ...before, [name]: value }))}
              fallback={defaults[name] ?? null}
              use={uses[name]}
              error={error ? reasons.text(error) : undefined}
            />
          );
        })}
        {save.error && !placed ? <ErrorNotice error={save.error} retry={reread} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:close')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!changed} data-testid="limits-save">
            {t('limits.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
