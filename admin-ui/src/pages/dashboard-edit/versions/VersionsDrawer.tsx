import { Button, Drawer, Group, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRestoreVersion } from '@/data/dashboards/mutations';
import { useVersionDiff, useVersions } from '@/data/dashboards/queries';
import type { Version } from '@/data/dashboards/types';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { ChangeList } from '../save/ChangeList';
import classes from '../save/save.module.css';
import { useDoing } from './use-doing';

/** Who stored what and when; each can be compared with what is now, and brought back. */
export default function VersionsDrawer({ onClose, onRestored }: { onClose: () => void; onRestored?: () => void }) {
  const { t } = useTranslation(['dashboard-edit', 'common']);
  const versions = useVersions();
  const restore = useRestoreVersion();
  const { done } = useNotify();
  const [asked, setAsked] = useState<Version | null>(null);
  const now = useNow();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('version.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {versions.error ? <ErrorNotice error={versions.error} retry={() => void versions.refetch()} /> : null}
      {versions.isPending ? <Loader aria-label={t('common:loading')} /> : null}
      <ul className={classes.versions} data-testid="versions">
        {versions.data?.map((version, index) => (
          <VersionLine key={version.rev} version={version} current={index === 0} onRestore={() => setAsked(version)} />
        ))}
      </ul>
      {asked ? (
        <ConfirmDialog
          opened
          title={t('version.restore')}
          confirm={t('version.restore')}
          color="steel"
          pending={restore.isPending}
          error={restore.error}
          onClose={() => setAsked(null)}
          onConfirm={() =>
            restore.mutate(asked.rev, {
              onSuccess: () => {
                setAsked(null);
                done(t('version.restored'));
                onRestored?.();
                onClose();
              },
            })
          }
        >
          <Text>{t('version.restore_about', { when: moment(asked.ts, now) })}</Text>
        </ConfirmDialog>
      ) : null}
    </Drawer>
  );
}

interface LineProps {
  version: Version;
  current: boolean;
  onRestore: () => void;
}

function VersionLine({ version, current, onRestore }: LineProps) {
  const { t } = useTranslation('dashboard-edit');
  const [open, setOpen] = useState(false);
  const diff = useVersionDiff(open ? version.rev : null);
  const doing = useDoing();
  const now = useNow();
  return (
    <li className={classes.version} data-testid={`version-${version.rev}`}>
      <Stack gap={4}>
        <Text>
          <strong>{moment(version.ts, now)}</strong> {version.by ?? t('version.by_file')}
        </Text>
        <Text size="sm">{doing(version.what)}</Text>
        <Group gap="xs">
          {current ? (
            <Text c="dimmed">{t('version.current')}</Text>
          ) : (
            <>
              <Button size="compact-sm" variant="default" onClick={() => setOpen(!open)} aria-expanded={open}>
                {t('version.compare')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={onRestore} data-testid={`restore-${version.rev}`}>
                {t('version.restore')}
              </Button>
            </>
          )}
        </Group>
        {open && diff.error ? <ErrorNotice error={diff.error} /> : null}
        {open && diff.data ? <ChangeList changes={diff.data} /> : null}
      </Stack>
    </li>
  );
}
