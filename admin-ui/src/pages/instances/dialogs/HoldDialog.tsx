import { Button, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrorsOf } from '@/data/errors';
import { useHoldActions, useHolds } from '@/data/holds/queries';
import type { Instance } from '@/data/instances/types';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { useSpan } from '@/format/time';
import { HoldNotes } from '../HoldNotes';

const SPANS = [15, 30, 60, 240, 480, 1440] as const;
const OTHER = 'other';
const LONGEST_MIN = 7 * 24 * 60;

/** Sets a maintenance: for how long, why, and of which part; those there are can be lifted. */
export function HoldDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation(['instances', 'common']);
  const reasons = useReason();
  const span = useSpan();
  const { put } = useHoldActions();
  const { done } = useNotify();
  const holds = useHolds();
  const [chosen, setChosen] = useState('60');
  const [other, setOther] = useState<number | string>(120);
  const [reason, setReason] = useState('');
  const [path, setPath] = useState('');
  const name = instance.title || instance.id;
  const minutes = Number(chosen === OTHER ? other : chosen);
  const wrong = fieldErrorsOf(put.error).find((error) => error.path === '/path');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const finish = () => {
      onClose();
      done(t('hold.done', { name }));
    };
    put.mutate({ instance: instance.id, minutes, reason: reason.trim(), path: path.trim() }, { onSuccess: finish });
  };
  const spans = SPANS.map((each) => ({ value: String(each), label: span(each * 60) }));
  return (
    <Modal opened onClose={onClose} title={t('hold.title', { name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <HoldNotes id={instance.id} holds={holds.data?.get(instance.id)} />
          <Text>{t('hold.text')}</Text>
          <Select
            label={t('hold.for')}
            data={[...spans, { value: OTHER, label: t('hold.other') }]}
            value={chosen}
            allowDeselect={false}
            onChange={(value) => setChosen(value ?? '60')}
          />
          {chosen === OTHER ? (
            <NumberInput
              label={t('hold.minutes')}
              value={other}
              onChange={setOther}
              min={1}
              max={LONGEST_MIN}
              allowDecimal={false}
            />
          ) : null}
          <TextInput
            label={t('hold.why')}
            description={t('hold.why_help')}
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
            data-testid="hold-reason"
          />
          <TextInput
            label={t('hold.part')}
            description={t('hold.part_help')}
            value={path}
            maxLength={500}
            onChange={(event) => setPath(event.currentTarget.value)}
            error={wrong ? reasons.text(wrong) : null}
          />
          {put.error && !wrong ? <ErrorNotice error={put.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button
              type="submit"
              leftSection={<IconTool size={18} aria-hidden />}
              loading={put.isPending}
              disabled={reason.trim() === '' || !(minutes > 0 && minutes <= LONGEST_MIN)}
              data-testid="hold-save"
            >
              {t('hold.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
