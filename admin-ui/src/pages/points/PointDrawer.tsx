import { Button, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import { IconBattery3, IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { batteryOf, pathOf } from '@/data/batteries/link';
import { useBatteries } from '@/data/batteries/queries';
import { useLiveState, useSample, useSubscription } from '@/data/live/context';
import type { PointView } from '@/data/points/types';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import { CopyField } from '@/ui/CopyField';
import { QualityMark } from '@/ui/QualityMark';
import { useRangeText } from './use-range-text';
import { Value } from './Value';

/** With the chart it needs; fetched when a point is opened. */
const Course = lazy(() => import('./course/Course').then((module) => ({ default: module.Course })));

interface Props {
  point: PointView | null;
  onClose: () => void;
  onWrite: (point: PointView) => void;
}

/** Everything known about one point, live. */
export function PointDrawer({ point, onClose, onWrite }: Props) {
  const { t } = useTranslation(['points', 'common']);
  return (
    <Drawer
      opened={point !== null}
      onClose={onClose}
      position="right"
      title={t('detail.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {point ? <Details point={point} onWrite={onWrite} /> : null}
    </Drawer>
  );
}

function Details({ point, onWrite }: { point: PointView; onWrite: (point: PointView) => void }) {
  const { t } = useTranslation(['points', 'common']);
  const rangeText = useRangeText();
  const live = useLiveState().phase === 'live';
  const span = useSpan();
  const now = useNow();
  useSubscription([point.address]);
  const sample = useSample(point.address) ?? point;
  const battery = batteryOf(useBatteries(false).data?.items ?? [], point.address);
  const texts = Object.entries(point.texts);
  const read =
    sample.ts === null ? '–' : `${moment(sample.ts, now)} (${t('common:ago', { span: span((now - sample.ts) / 1000) })})`;
  return (
    <Stack>
      <CopyField label={t('detail.address')} value={point.address} copyLabel={t('detail.copy_address')} />
      <Text fz={26} fw={650} className="numbers break">
        <Value point={point} value={sample.value} />
      </Text>
      <Table verticalSpacing={6} layout="fixed">
        <Table.Tbody>
          <Line label={t('detail.quality')}>
            <QualityMark quality={live ? sample.quality : null} reason={sample.reason} explained="full" />
          </Line>
          <Line label={t('detail.read')}>{read}</Line>
          {point.description ? <Line label={t('detail.description')}>{point.description}</Line> : null}
          <Line label={t('detail.instance')}>
            <Link to={`/instances?q=${encodeURIComponent(point.instance)}`} style={{ color: 'var(--mantine-color-anchor)' }}>
              {point.instance}
            </Link>
          </Line>
          <Line label={t('detail.type')}>{point.type}</Line>
          {point.unit ? <Line label={t('detail.unit')}>{point.unit}</Line> : null}
          {rangeText(point) ? <Line label={t('detail.range')}>{rangeText(point)}</Line> : null}
          <Line label={t('detail.access')}>{point.writable ? t('detail.writable') : t('detail.readonly')}</Line>
          {texts.length > 0 ? (
            <Line label={t('detail.texts')}>
              {texts.map(([value, text]) => (
                <div key={value}>{`${value} = ${text}`}</div>
              ))}
            </Line>
          ) : null}
        </Table.Tbody>
      </Table>
      <Group gap="xs">
        {point.writable ? (
          <Button leftSection={<IconPencil size={16} />} onClick={() => onWrite(point)} data-testid="detail-write">
            {t('write.title')}
          </Button>
        ) : null}
        {battery ? (
          <Button
            variant="default"
            component={Link}
            to={pathOf(battery)}
            leftSection={<IconBattery3 size={16} />}
            data-testid="detail-battery"
          >
            {t('battery')}
          </Button>
        ) : null}
      </Group>
      <Suspense>
        <Course point={point} />
      </Suspense>
    </Stack>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w="38%" fw={400} c="dimmed" style={{ verticalAlign: 'top' }} scope="row">
        {label}
      </Table.Th>
      <Table.Td className="break">{children}</Table.Td>
    </Table.Tr>
  );
}
