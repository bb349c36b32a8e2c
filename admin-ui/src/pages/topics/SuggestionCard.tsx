import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Suggestion } from '@/data/topics/types';
import { measured } from '@/format/number';
import classes from './topics.module.css';

interface Props {
  suggestion: Suggestion;
  busy: boolean;
  disabled: boolean;
  onAdd: () => void;
}

const FEW = 3;

/** What a topic can become, with the points that would be made. */
export function SuggestionCard({ suggestion, busy, disabled, onAdd }: Props) {
  const { t } = useTranslation('topics');
  const [all, setAll] = useState(false);
  const { as, points, add } = suggestion;
  const shown = all ? points : points.slice(0, FEW);
  const device = add.devices?.[0];
  return (
    <section className={`surface ${classes.suggestion}`} aria-label={t(`as.${as}`)} data-testid={`suggestion-${as}`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <b>{t(`as.${as}`)}</b>
          <Text c="dimmed" size="sm" className="break">
            {device ? t('add.device_about', { topic: device.topic }) : t(`add.${as === 'json' ? 'json' : 'plain'}_about`)}
          </Text>
        </div>
        <Button
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={onAdd}
          loading={busy}
          disabled={disabled}
          style={{ flexShrink: 0 }}
          data-testid={`add-${as}`}
        >
          {t('add.points', { count: points.length })}
        </Button>
      </Group>
      <ul className={classes.points}>
        {shown.map((point) => (
          <li key={point.path}>
            <span className="mono break">{point.path}</span>
            <span className={classes.note}>
              {point.value === undefined || point.value === null ? '' : textOf(point.value)}
              {point.unit ? ` ${point.unit}` : ''}
              {point.writable ? ` · ${t('add.writable')}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {points.length > shown.length ? (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
          {t('add.more', { count: points.length - shown.length })}
        </Button>
      ) : null}
    </section>
  );
}

function textOf(value: string | number | boolean): string {
  return typeof value === 'number' ? measured(value) : String(value).slice(0, 40);
}
