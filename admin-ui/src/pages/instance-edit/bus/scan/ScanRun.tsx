import { Button, Group, NumberInput, Progress, Text } from '@mantine/core';
import { IconPlayerStopFilled, IconRadar2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '@/i18n';
import { CallError } from '@/ui/CallError';
import { ScanResults } from './ScanResults';
import { progressOf, useScan, type Scan } from './use-scan';

interface Props {
  pointer: string;
  instance: string;
  where: string;
  connection: Record<string, unknown>;
}

/** Range, progress, result. */
export function ScanRun({ pointer, instance, where, connection }: Props) {
  const { t } = useTranslation('bus');
  const { scan, start, goOn, cancel } = useScan(instance, connection);
  const [range, setRange] = useState(scan.range);
  const running = scan.phase === 'running';
  const valid = range.first >= 0 && range.first <= range.last && range.last <= 255 && range.timeout >= 0.02 && range.timeout <= 5;
  const set = (name: keyof typeof range) => (value: string | number) =>
    typeof value === 'number' ? setRange({ ...range, [name]: value }) : undefined;
  const comma = currentLanguage() === 'de' ? ',' : '.';
  return (
    <>
      <Group grow align="flex-end" gap="sm">
        <NumberInput
          label={t('scan.first')}
          value={range.first}
          onChange={set('first')}
          min={0}
          max={255}
          allowDecimal={false}
          disabled={running}
        />
        <NumberInput
          label={t('scan.last')}
          value={range.last}
          onChange={set('last')}
          min={0}
          max={255}
          allowDecimal={false}
          disabled={running}
        />
        <NumberInput
          label={t('scan.timeout')}
          value={range.timeout}
          onChange={set('timeout')}
          min={0.02}
          max={5}
          step={0.1}
          decimalSeparator={comma}
          allowedDecimalSeparators={['.', ',']}
          disabled={running}
        />
      </Group>
      {valid ? null : <Text c="var(--rail-bad)">{t('scan.range_wrong')}</Text>}
      <Group gap="sm">
        {running ? (
          <Button color="red" leftSection={<IconPlayerStopFilled size={16} />} onClick={cancel} data-testid="scan-cancel">
            {t('scan.cancel')}
          </Button>
        ) : (
          <Button leftSection={<IconRadar2 size={16} />} onClick={() => start(range)} disabled={!valid} data-testid="scan-start">
            {t(scan.phase === 'idle' ? 'scan.start' : 'scan.again')}
          </Button>
        )}
        {scan.phase === 'cancelled' && scan.next <= scan.range.last ? (
          <Button variant="default" onClick={goOn}>
            {t('scan.go_on', { next: scan.next })}
          </Button>
        ) : null}
        <Text c="dimmed">{t('scan.where', { where })}</Text>
      </Group>
      {scan.phase === 'idle' ? null : <Going scan={scan} />}
      {scan.phase === 'failed' ? <CallError error={scan.error} instance={instance} retry={goOn} /> : null}
      {scan.phase === 'idle' ? null : <ScanResults pointer={pointer} found={scan.found} over={scan.phase === 'done'} />}
    </>
  );
}

function Going({ scan }: { scan: Scan }) {
  const { t } = useTranslation('bus');
  const percent = progressOf(scan);
  const text = {
    idle: '',
    running: t('scan.running', { next: scan.next, last: scan.range.last }),
    done: t('scan.done', { first: scan.range.first, last: scan.range.last }),
    cancelled: t('scan.cancelled', { next: scan.next }),
    failed: t('scan.failed', { next: scan.next }),
  }[scan.phase];
  return (
    <div>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={t('scan.progress')} animated={scan.phase === 'running'} />
      </Progress.Root>
      <Text size="sm" className="numbers" role="status">
        {`${text} ${t('scan.found', { count: scan.found.length })}`}
      </Text>
    </div>
  );
}
