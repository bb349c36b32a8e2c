import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Instance } from '@/data/instances/types';
import { useDiagnostics } from '@/data/modbus/queries';
import { CallError } from '@/ui/CallError';
import { Shape } from '@/ui/shapes';
import { UnitTable } from './UnitTable';

/** What became of the requests to each unit, followed while it is open. */
export default function UnitsDrawer({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation(['bus', 'common']);
  const asked = useDiagnostics(instance.id);
  const { data, error } = asked;
  const connected = data?.connected === true;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      size="70%"
      title={t('units.title', { name: instance.title || instance.id })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="sm" data-testid="units">
        <Group justify="space-between" gap="sm">
          {data && !error ? (
            <Group gap={6}>
              <Shape name={connected ? 'disc' : 'diamond'} tone={connected ? 'ok' : 'warn'} />
              <Text>{t(connected ? 'units.connected' : 'units.not_connected')}</Text>
            </Group>
          ) : null}
          <Button
            component={Link}
            to={`/instances/${instance.id}/edit`}
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} />}
          >
            {t('units.edit')}
          </Button>
        </Group>
        {error ? <CallError error={error} instance={instance.id} retry={() => void asked.refetch()} /> : null}
        {asked.isPending ? <Skeleton height={160} aria-label={t('common:loading')} /> : null}
        {data && !error ? <UnitTable units={data.units} /> : null}
      </Stack>
    </Drawer>
  );
}
