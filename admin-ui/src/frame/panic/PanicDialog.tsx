import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PANIC_LEVELS, useSetPanic, type Panic, type PanicLevel } from '@/data/panic/queries';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { HoldButton } from '@/ui/HoldButton';
import { PanicProgress } from './PanicProgress';

interface Props {
  opened: boolean;
  onClose: () => void;
  panic: Panic | undefined;
}

/** Chooses how much to stop; acts when the button is held, or when the word is typed and sent. */
export function PanicDialog({ opened, onClose, panic }: Props) {
  const { t } = useTranslation(['panic', 'common']);
  const [level, setLevel] = useState<PanicLevel>('all');
  const [reason, setReason] = useState('');
  const [word, setWord] = useState('');
  const set = useSetPanic();
  const close = () => {
    set.reset();
    setReason('');
    setWord('');
    onClose();
  };
  const stop = () => set.mutate({ level, reason: reason.trim() });
  const wanted = t('word');
  return (
    <Modal opened={opened} onClose={close} title={t('title')} size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}>
      {set.isSuccess ? (
        <Stack gap="md">
          <PanicProgress panic={panic ?? set.data} />
          <Text size="sm">{t('after')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t('common:close')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          <Radio.Group value={level} onChange={(value) => setLevel(value as PanicLevel)} label={t('level')}>
            <Stack gap="xs" mt="xs">
              {PANIC_LEVELS.toReversed().map((each) => (
                <Radio key={each} value={each} label={t(`levels.${each}`)} description={t(`level_texts.${each}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <TextInput
            label={t('reason')}
            description={t('reason_text')}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed" id="panic-no-safety">
            {t('no_safety')}
          </Text>
          {set.error ? <ErrorNotice error={set.error} /> : null}
          <HoldButton describedBy="panic-hold" pending={set.isPending} onHeld={stop} testId="panic-hold">
            {t('hold')}
          </HoldButton>
          <Text size="sm" id="panic-hold">
            {t('hold_text', { word: wanted })}
          </Text>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (word.trim().toUpperCase() === wanted) stop();
            }}
          >
            <Group align="flex-end" gap="xs">
              <TextInput
                label={t('type_word', { word: wanted })}
                value={word}
                autoComplete="off"
                onChange={(event) => setWord(event.currentTarget.value)}
                data-testid="panic-word"
              />
              <Button
                type="submit"
                color="red"
                variant="outline"
                disabled={word.trim().toUpperCase() !== wanted}
                loading={set.isPending}
              >
                {t('stop')}
              </Button>
            </Group>
          </form>
        </Stack>
      )}
    </Modal>
  );
}
