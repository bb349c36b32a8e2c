import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCheck, IconPencil } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSample, useSubscription } from '@/data/live/context';
import { useWritePoint } from '@/data/points/queries';
import type { PointView } from '@/data/points/types';
import { parseInput, type Refusal } from '@/data/points/value';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { failedWrite } from './failed-write';
import { useRangeText } from './use-range-text';
import { Value } from './Value';
import { WriteInput } from './WriteInput';

/** Writes one value and shows what became of it: pending, done with read-back, refused with the reason. */
export function WriteDialog({ point, onClose }: { point: PointView | null; onClose: () => void }) {
  const { t } = useTranslation(['points', 'common']);
  return (
    <Modal
      opened={point !== null}
      onClose={onClose}
      title={t('write.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {point ? <WriteForm key={point.address} point={point} onClose={onClose} /> : null}
    </Modal>
  );
}

function WriteForm({ point, onClose }: { point: PointView; onClose: () => void }) {
  const { t } = useTranslation(['points', 'common']);
  const reasons = useReason();
  const range = useRangeText()(point);
  useSubscription([point.address]);
  const sample = useSample(point.address) ?? point;
  const write = useWritePoint(point.address);
  const [input, setInput] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const change = (text: string) => {
    setInput(text);
    setRefusal(null);
    write.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseInput(point, input);
    if ('refusal' in parsed) setRefusal(parsed.refusal);
    else write.mutate(parsed.value);
  };
  const failure = failedWrite(write.error, write.data);
  const readBack = write.data?.ok ? write.data : undefined;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <Text className="mono break">{point.address}</Text>
          {point.description ? <Text c="dimmed">{point.description}</Text> : null}
        </div>
        <Text>
          {t('write.now')}{' '}
          <strong className="numbers">
            <Value point={point} value={sample.value} />
          </strong>
        </Text>
        <WriteInput
          point={point}
          value={input}
          onChange={change}
          description={range ? t('write.range', { range }) : undefined}
          error={refusal ? reasons.text(refusal) : undefined}
        />
        <div aria-live="polite" data-testid="write-state">
          {write.isPending ? <Text c="dimmed">{t('write.pending')}</Text> : null}
          {readBack ? (
            <Alert color="teal" icon={<IconCheck aria-hidden />}>
              {t('write.done')}{' '}
              <strong>
                <Value point={point} value={readBack.value} />
              </strong>
            </Alert>
          ) : null}
          {failure ? (
            <ErrorNotice error={failure.error} title={failure.unclear ? t('write.unclear') : t('write.refused')} />
          ) : null}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:close')}
          </Button>
          <Button type="submit" loading={write.isPending} leftSection={<IconPencil size={16} />} data-testid="write-submit">
            {t('write.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
