import { Button, Group, Text } from '@mantine/core';
import { IconBell, IconSend, IconWorldShare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Target } from '@/data/letters/types';
import { number } from '@/format/number';
import { useReason } from '@/i18n/reason';
import list from '@/ui/list.module.css';
import { Shape } from '@/ui/shapes';

/** One target: how it goes, how much waits; a test is one click away. */
export function TargetLine({ target, may, onTest }: { target: Target; may: boolean; onTest: () => void }) {
  const { t } = useTranslation('letters');
  const reasons = useReason();
  const Sign = target.kind === 'http' ? IconWorldShare : IconBell;
  const bad = target.reason !== null;
  return (
    <li className={`surface ${list.item} ${list.plain}`} data-testid={`target-${target.name}`}>
      <Group justify="space-between" gap="sm">
        <span className={list.head}>
          <Shape name={bad ? 'triangle' : 'disc'} tone={bad ? 'warn' : 'ok'} size={13} />
          <Sign size={18} aria-label={t(`kind.${target.kind}`)} role="img" />
          <b className="break">{target.name}</b>
        </span>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconSend size={16} aria-hidden />}
          disabled={!may}
          onClick={onTest}
          aria-label={t('test_of', { name: target.name })}
          data-testid={`test-${target.name}`}
        >
          {t('test')}
        </Button>
      </Group>
      {target.reason ? <Text style={{ color: 'var(--rail-warn)' }}>{reasons.text(target.reason)}</Text> : null}
      <span className={list.foot}>
        <span>{t('waiting', { count: target.waiting, shown: number(target.waiting) })}</span>
        <span>{t('dead', { count: target.dead, shown: number(target.dead) })}</span>
        <span>{t('delivered', { count: target.delivered, shown: number(target.delivered) })}</span>
      </span>
    </li>
  );
}
