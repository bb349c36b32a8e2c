import { Drawer, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useForm, useValue } from '@/form/context';
import { meaningful } from '@/form/meaning';
import { isObject } from '@/form/pointer';
import { useBus } from '../context';
import { NobodyToAsk } from '../NobodyToAsk';
import { connectionOf } from './devices';
import { ScanRun } from './ScanRun';

/** Finds the units behind a connection of the form, saved or not. */
export default function ScanDrawer({ pointer, onClose }: { pointer: string; onClose: () => void }) {
  const { t } = useTranslation(['bus', 'common']);
  const { root } = useForm();
  const { answerer } = useBus();
  const config = meaningful(useValue('/config'), root, root);
  const connection = connectionOf(config);
  const names = endpointNames(config);
  const [endpoint, setEndpoint] = useState(0);
  const where = names[endpoint] ?? '';
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('scan.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="sm" data-testid="scan">
        <Text>{t('scan.intro')}</Text>
        {names.length > 1 ? (
          <Select
            label={t('scan.endpoint')}
            data={names.map((label, index) => ({ value: String(index), label: label || t('scan.unnamed') }))}
            value={String(endpoint)}
            onChange={(value) => setEndpoint(Number(value ?? 0))}
            allowDeselect={false}
          />
        ) : null}
        {typeof answerer !== 'string' ? <NobodyToAsk /> : null}
        {where === '' || connection === null ? <Text>{t('scan.no_endpoint')}</Text> : null}
        {typeof answerer === 'string' && where !== '' && connection !== null ? (
          <ScanRun
            key={`${answerer} ${where}`}
            pointer={pointer}
            instance={answerer}
            where={where}
            connection={{ config: connection, endpoint }}
          />
        ) : null}
      </Stack>
    </Drawer>
  );
}

/** What people call each endpoint; empty where its host or port is still missing. */
function endpointNames(config: unknown): string[] {
  const endpoints = isObject(config) && Array.isArray(config['endpoints']) ? config['endpoints'] : [];
  return endpoints.map((endpoint: unknown) => {
    if (!isObject(endpoint)) return '';
    if (endpoint['transport'] === 'serial') return String(endpoint['device'] ?? '');
    return endpoint['host'] ? `${String(endpoint['host'])}:${String(endpoint['port'] ?? 502)}` : '';
  });
}
