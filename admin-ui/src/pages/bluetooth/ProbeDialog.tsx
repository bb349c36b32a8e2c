import { Alert, Button, Group, Loader, Modal, Stack, Table, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Known } from '@/data/bluetooth/devices';
import { useDeviceCalls } from '@/data/bluetooth/queries';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';

interface Props {
  instance: string;
  device: Known;
  onAdd: (type: string | undefined) => void;
  onClose: () => void;
}

/** Connects to a device, asks what only its own kind answers, and says what it is. */
export function ProbeDialog({ instance, device, onAdd, onClose }: Props) {
  const { t } = useTranslation(['bluetooth', 'common']);
  const reasons = useReason();
  const { probe } = useDeviceCalls(instance);
  const { mutate } = probe;
  useEffect(() => mutate(device.address), [mutate, device.address]);
  const found = probe.data;
  const information = Object.values(found?.information ?? {}).join(' · ');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('probe_title', { name: device.name || device.address })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        {probe.isPending ? (
          <Group gap="sm" role="status">
            <Loader size={20} aria-hidden />
            <Text>{t('probing')}</Text>
          </Group>
        ) : null}
        {probe.error ? <ErrorNotice error={probe.error} retry={() => mutate(device.address)} /> : null}
        {found ? (
          <Alert color={found.suggestion ? 'teal' : 'orange'} data-testid="probed">
            {found.suggestion
              ? t('it_is', { title: found.suggestion.title, percent: found.suggestion.confidence })
              : t('unknown')}
          </Alert>
        ) : null}
        {information ? <Text size="sm">{information}</Text> : null}
        {found && found.findings.length > 0 ? (
          <Table className="stack-table">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('type')}</Table.Th>
                <Table.Th>{t('certain')}</Table.Th>
                <Table.Th>{t('why')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.findings.map(({ type, title, confidence, reason }) => (
                <Table.Tr key={type}>
                  <Table.Td data-label={t('type')}>{title}</Table.Td>
                  <Table.Td data-label={t('certain')}>{t('confidence', { percent: confidence })}</Table.Td>
                  <Table.Td data-label={t('why')}>{reason ? reasons.text(reason) : ''}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:close')}
          </Button>
          {found ? (
            <Button onClick={() => onAdd(found.suggestion?.type)} data-testid="probe-add">
              {t('add')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Modal>
  );
}
