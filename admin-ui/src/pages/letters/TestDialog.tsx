import { Alert, Button, Group, Modal, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLetterCalls } from '@/data/letters/queries';
import type { Target } from '@/data/letters/types';
import { number } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';

type Value = string | number | boolean;
const FIRST = { text: 'Test', number: 0, switch: true } as const;

/** Sends one value now, once, and says what came back. */
export function TestDialog({ instance, target, onClose }: { instance: string; target: Target; onClose: () => void }) {
  const { t } = useTranslation(['letters', 'common']);
  const reasons = useReason();
  const { test } = useLetterCalls(instance);
  const [value, setValue] = useState<Value>(FIRST[target.takes]);
  const tried = test.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate({ target: target.name, value: target.takes === 'number' ? Number(value) : value });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('test_of', { name: target.name })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t('test_text')}</Text>
          {target.takes === 'text' ? (
            <TextInput
              label={t('value')}
              value={String(value)}
              onChange={(event) => setValue(event.currentTarget.value)}
              maxLength={8192}
              data-autofocus
            />
          ) : null}
          {target.takes === 'number' ? (
            <NumberInput label={t('value')} value={Number(value)} onChange={setValue} data-autofocus />
          ) : null}
          {target.takes === 'switch' ? (
            <Switch
              label={t('value')}
              checked={value === true}
              onChange={(event) => setValue(event.currentTarget.checked)}
              data-autofocus
            />
          ) : null}
          {test.error ? <ErrorNotice error={test.error} /> : null}
          {tried ? (
            <Alert color={tried.ok ? 'teal' : 'orange'} role="status" data-testid="tried">
              {tried.ok
                ? t(tried.status ? 'taken_status' : 'taken', { status: tried.status, ms: number(tried.ms) })
                : reasons.text(tried.reason ?? { key: 'error' })}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:close')}
            </Button>
            <Button type="submit" loading={test.isPending} data-testid="test-now">
              {t('test')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
