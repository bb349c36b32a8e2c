import { Button, Group, Text } from '@mantine/core';
import { IconSend, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Letter } from '@/data/letters/types';
import { useReason } from '@/i18n/reason';
import { Age } from '@/ui/Age';
import { IconAction } from '@/ui/IconAction';
import list from '@/ui/list.module.css';

interface Props {
  letter: Letter;
  mayResend: boolean;
  mayDiscard: boolean;
  onResend: () => void;
  onDiscard: () => void;
}

/** One letter: for whom, what, since when, and why it is still here. */
export function LetterLine({ letter, mayResend, mayDiscard, onResend, onDiscard }: Props) {
  const { t } = useTranslation('letters');
  const reasons = useReason();
  const value = String(letter.value);
  const name = t('letter_of', { target: letter.target, value: value.slice(0, 60) });
  return (
    <li className={`surface ${list.item} ${list.plain}`} data-testid={`letter-${letter.id}`}>
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <span className={list.head}>
          <b className="break">{letter.target}</b>
          <span className="mono break">{value === '' ? t('empty') : value.slice(0, 300)}</span>
        </span>
        {letter.state === 'dead' ? (
          <Group gap={4} wrap="nowrap">
            <Button
              size="compact-md"
              variant="default"
              leftSection={<IconSend size={16} aria-hidden />}
              disabled={!mayResend}
              onClick={onResend}
              aria-label={t('resend_of', { name })}
              data-testid={`resend-${letter.id}`}
            >
              {t('resend')}
            </Button>
            <IconAction
              title={t('discard')}
              label={t('discard_of', { name })}
              icon={IconTrash}
              disabled={!mayDiscard}
              onClick={onDiscard}
              testId={`discard-${letter.id}`}
              danger
            />
          </Group>
        ) : null}
      </Group>
      {letter.reason ? <Text>{reasons.text(letter.reason)}</Text> : null}
      <span className={list.foot}>
        <span>{t('attempts', { count: letter.attempts })}</span>
        <Age ts={letter.ts} />
      </span>
    </li>
  );
}
