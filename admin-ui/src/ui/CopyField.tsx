import { ActionIcon, CopyButton, Group, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  value: string;
  copyLabel: string;
  testId?: string;
}

/** A value to take along, with a button that copies it. */
export function CopyField({ label, value, copyLabel, testId }: Props) {
  const { t } = useTranslation('common');
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Group wrap="nowrap" gap="xs" className="surface" px="sm" py={4} justify="space-between">
        <Text className="mono break" data-testid={testId}>
          {value}
        </Text>
        <CopyButton value={value} timeout={2000}>
          {({ copied, copy }) => (
            <ActionIcon
              variant="subtle"
              onClick={copy}
              aria-label={copied ? t('copied') : copyLabel}
              title={copyLabel}
              color={copied ? 'teal' : 'gray'}
            >
              {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
            </ActionIcon>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}
