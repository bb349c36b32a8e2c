import { Alert, Button, Loader, SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconExternalLink, IconPlugOff, IconSitemap } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthStatus } from '@/data/auth/queries';
import { useMay } from '@/data/auth/rights';
import { doorOf, useNodeRed, type NodeRed } from '@/data/nodered/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { CopyField } from '@/ui/CopyField';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import classes from './NodeRedPage.module.css';

/** What an editor needs; the login page may lead the whole window to ours. */
const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups ' +
  'allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';

/** Node-RED inside our pages, with our login; or why it is not there. */
export function Component() {
  const { t } = useTranslation('node-red');
  const found = useNodeRed({ closely: true });
  const known = useAuthStatus().data !== undefined;
  const [opened, setOpened] = useState(false);
  if (found.data?.alive && !opened) setOpened(true);
  // Once it is open it stays: the editor holds what was not deployed yet, and connects again by itself.
  if (known && found.data?.enabled && opened) return <Embedded found={found.data} />;
  return (
    <>
      <PageHeader title={t('title')} />
      {found.error ? <ErrorNotice error={found.error} retry={() => void found.refetch()} /> : null}
      {found.isPending || !known ? <PageSkeleton /> : null}
      {known && found.data ? found.data.enabled ? <Away /> : <Off /> : null}
    </>
  );
}

function Embedded({ found }: { found: NodeRed }) {
  const { t } = useTranslation('node-red');
  const engineer = useMay('engineer');
  const [chosen, setChosen] = useState<'editor' | 'dashboard'>('editor');
  const place = engineer ? chosen : 'dashboard';
  const address = doorOf(found, place);
  return (
    <div className={classes.page}>
      <PageHeader title={t('title')}>
        {engineer ? (
          <SegmentedControl
            value={chosen}
            onChange={(value) => setChosen(value as typeof chosen)}
            data={[
              { value: 'editor', label: t('editor') },
              { value: 'dashboard', label: t('dashboard') },
            ]}
            aria-label={t('what')}
          />
        ) : null}
        <Button
          component="a"
          href={address}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<IconExternalLink size={18} aria-hidden />}
          data-testid="node-red-window"
        >
          {t('window')}
        </Button>
      </PageHeader>
      {found.alive ? null : (
        <Alert color="red" icon={<IconPlugOff aria-hidden />} title={t('away.title')} mb="md" role="status">
          {t('away.open')}
        </Alert>
      )}
      {found.safe ? (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t('safe.title')} mb="md" role="status">
          {t('safe.text')}
        </Alert>
      ) : null}
      <iframe
        key={address}
        src={address}
        title={t(place === 'editor' ? 'frame_editor' : 'frame_dashboard')}
        className={classes.view}
        sandbox={SANDBOX}
        referrerPolicy="no-referrer"
        allow="clipboard-read; clipboard-write"
        data-testid="node-red-frame"
      />
    </div>
  );
}

function Away() {
  const { t } = useTranslation('node-red');
  return <EmptyState icon={<Loader size={44} />} title={t('away.title')} text={t('away.text')} />;
}

function Off() {
  const { t } = useTranslation('node-red');
  return (
    <EmptyState icon={<IconSitemap size={52} stroke={1.1} />} title={t('off.title')} text={t('off.text')}>
      <CopyField label={t('off.label')} value="DINRAIL_PROFILES=nodered" copyLabel={t('off.copy')} testId="node-red-how" />
    </EmptyState>
  );
}
