import { Button, Drawer, Group, Stack, Tabs, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RoutesView } from '@/data/routes/types';
import type { Row } from '../rows';
import { TraceView } from '../trace/TraceView';
import { Versions } from '../versions/Versions';
import { RouteFacts } from './RouteFacts';
import { RouteTally } from './RouteTally';
import { VerdictBox } from './VerdictBox';

interface Props {
  /** undefined when the page's address names a route that is not there. */
  row: Row | undefined;
  label: string;
  view: RoutesView;
  editPath: string;
  since: number | null | undefined;
  onEnable: () => void;
  onSource: (id: string) => void;
  onClose: () => void;
}

/** One route: why it delivers what it delivers, what happens right now, and what it was before. */
export default function RouteDrawer({ row, label, view, editPath, since, onEnable, onSource, onClose }: Props) {
  const { t } = useTranslation(['routes', 'common']);
  const [tab, setTab] = useState<string | null>('why');
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={row?.summary.name || label}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {row === undefined ? (
        <Text>{t('detail.gone')}</Text>
      ) : (
        <Stack gap="sm" data-testid="route-drawer">
          <VerdictBox row={row} editPath={editPath} onEnable={onEnable} onSource={onSource} />
          <Tabs value={tab} onChange={setTab} keepMounted={false}>
            <Tabs.List mb="sm" aria-label={t('detail.tabs')}>
              <Tabs.Tab value="why">{t('detail.why')}</Tabs.Tab>
              <Tabs.Tab value="trace" data-testid="tab-trace">
                {t('detail.trace')}
              </Tabs.Tab>
              <Tabs.Tab value="versions" data-testid="tab-versions">
                {t('detail.versions')}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="why">
              <Stack gap="md">
                <RouteTally row={row} since={since} />
                <RouteFacts row={row} />
                <Group>
                  <Button component={Link} to={editPath} variant="default" size="xs" leftSection={<IconPencil size={16} />}>
                    {t('detail.edit')}
                  </Button>
                </Group>
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="trace">
              <TraceView target={{ route: label }} />
            </Tabs.Panel>
            <Tabs.Panel value="versions">
              <Versions view={view} label={label} />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      )}
    </Drawer>
  );
}
