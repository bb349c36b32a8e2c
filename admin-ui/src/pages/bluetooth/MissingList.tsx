import { Alert, List } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Missing } from '@/data/bluetooth/types';
import { useReason } from '@/i18n/reason';

/** Devices of the configuration nobody hears. */
export function MissingList({ missing }: { missing: readonly Missing[] }) {
  const { t } = useTranslation('bluetooth');
  const reasons = useReason();
  if (missing.length === 0) return null;
  return (
    <Alert color="orange" mb="md" title={t('missing', { count: missing.length })}>
      <List>
        {missing.map(({ address, configured, reason }) => (
          <List.Item key={address}>
            {`${configured} (${address})`}
            {reason ? `: ${reasons.text(reason)}` : ''}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
