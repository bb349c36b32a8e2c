import { Group, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const STEP_MS = 1000;

/** Says that something is still under way, from the first second on, and for how long. */
export function SlowNote({ text }: { text: string }) {
  const { t } = useTranslation('symbols');
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), STEP_MS);
    return () => clearInterval(timer);
  }, []);
  if (seconds < 1) return null;
  return (
    <Group gap="xs" p="xs" role="status">
      <Loader size={16} aria-hidden />
      <Text c="dimmed">{t('slow', { text, seconds })}</Text>
    </Group>
  );
}
