import { Button, Tabs, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCounters, useRoutes } from '@/data/routes/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useShortcuts } from '@/frame/use-shortcuts';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { AddRoute } from './AddRoute';
import { Alarms } from './Alarms';
import { AppliedMark, AppliedState } from './AppliedState';
import { EditContest } from './EditContest';
import { editPath, ListTab } from './list/ListTab';
import { RouterSilence } from './RouterSilence';
import { rowsOf } from './rows';
import { sourceState } from './state';
import { useEdits } from './use-edits';
import { TABS, useView, type Tab } from './use-view';

const FileTab = lazy(() => import('./file/FileTab'));
const FlowTab = lazy(() => import('./flow/FlowTab'));
const SourcesTab = lazy(() => import('./sources/SourcesTab'));
const RouteDrawer = lazy(() => import('./details/RouteDrawer'));
const VersionsDrawer = lazy(() => import('./versions/VersionsDrawer'));

export function Component() {
  const { t } = useTranslation('routes');
  const navigate = useNavigate();
  const routes = useRoutes();
  const counters = useCounters();
  const view = useView();
  const edits = useEdits(routes.data);
  const [history, setHistory] = useState(false);
  // The text is kept while another tab is looked at.
  const [textSeen, setTextSeen] = useState(view.tab === 'file');
  if (view.tab === 'file' && !textSeen) setTextSeen(true);
  useShortcuts({ n: () => void navigate('/routes/new') });
  const { document } = edits;
  const rows = useMemo(() => (document === undefined ? [] : rowsOf(document, counters.data)), [document, counters.data]);
  const stored = routes.data;
  const cut = counters.data?.sources.filter((source) => sourceState(source) === 'open').length ?? 0;
  const opened = rows.find(({ label }) => label === view.route);
  const closeRoute = view.closeRoute;
  return (
    <>
      <PageHeader
        title={t('title')}
        note={
          stored && rows.length > 0 ? (
            <>
              {t('count', { count: rows.length })} <AppliedMark view={stored} />
            </>
          ) : undefined
        }
      >
        {stored ? (
          <Button
            variant="default"
            leftSection={<IconHistory size={18} />}
            onClick={() => setHistory(true)}
            data-testid="versions-open"
          >
            {t('version.button')}
          </Button>
        ) : null}
        {rows.length > 0 ? <AddRoute label={t('new')} /> : null}
      </PageHeader>
      {routes.error && !stored ? <ErrorNotice error={routes.error} retry={() => void routes.refetch()} /> : null}
      {routes.isPending ? <PageSkeleton /> : null}
      {stored && document ? (
        <>
          <AppliedState view={stored} />
          {view.tab === 'sources' ? null : <Alarms counters={counters.data} onShow={view.openSource} />}
          <RouterSilence counters={counters} rows={rows.length} />
          <Tabs value={view.tab} onChange={(tab) => view.setTab((tab ?? 'list') as Tab)}>
            <Tabs.List mb="md" aria-label={t('tab.label')}>
              {TABS.map((tab) => (
                <Tabs.Tab
                  key={tab}
                  value={tab}
                  data-testid={`tab-${tab}`}
                  rightSection={tab === 'sources' && cut > 0 ? <Cut count={cut} /> : null}
                >
                  {t(`tab.${tab}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="list">
              {view.tab === 'list' ? <ListTab rows={rows} document={document} view={view} run={edits.run} /> : null}
            </Tabs.Panel>
            <Suspense fallback={<PageSkeleton />}>
              <Tabs.Panel value="flow">
                {view.tab === 'flow' ? <FlowTab rows={rows} sources={counters.data?.sources} view={view} /> : null}
              </Tabs.Panel>
              <Tabs.Panel value="sources">
                {view.tab === 'sources' ? (
                  <SourcesTab rows={rows} document={document} counters={counters.data} view={view} />
                ) : null}
              </Tabs.Panel>
              <Tabs.Panel value="file">{textSeen ? <FileTab view={stored} active={view.tab === 'file'} /> : null}</Tabs.Panel>
            </Suspense>
          </Tabs>
          <Suspense>
            {view.route !== null ? (
              <RouteDrawer
                row={opened}
                label={view.route}
                view={stored}
                editPath={editPath(view.route)}
                since={counters.data?.since}
                onEnable={() => {
                  if (opened) void edits.run({ kind: 'replace', label: opened.label, route: { ...opened.route, enabled: true } });
                }}
                onSource={view.openSource}
                onClose={closeRoute}
              />
            ) : null}
            {history ? <VersionsDrawer view={stored} onClose={() => setHistory(false)} /> : null}
          </Suspense>
          <EditContest edits={edits} />
        </>
      ) : null}
    </>
  );
}

function Cut({ count }: { count: number }) {
  const { t } = useTranslation('routes');
  return (
    <Text
      span
      size="xs"
      fw={700}
      px={6}
      style={{ borderRadius: 9, background: 'var(--rail-bad)', color: 'var(--rail-surface)' }}
      aria-label={t('alarm.title', { count })}
    >
      {count}
    </Text>
  );
}
