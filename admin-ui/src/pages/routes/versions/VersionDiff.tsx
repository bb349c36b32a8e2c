import { Button, Group, Loader, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changedParts, diffRoutes } from '@/data/routes/diff';
import { findRoute } from '@/data/routes/label';
import { useRestoreVersion, useSaveRoute } from '@/data/routes/mutations';
import { useVersion } from '@/data/routes/queries';
import type { RouteEntry, RoutesView, Version } from '@/data/routes/types';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { DiffList } from '../conflict/DiffList';
import classes from './versions.module.css';

interface Props {
  version: Version;
  view: RoutesView;
  label?: string;
}

/** What changed since a version, and the button that brings it back: of the whole file or of one route. */
export function VersionDiff({ version, view, label }: Props) {
  const { t } = useTranslation(['routes', 'common']);
  const detail = useVersion(version.revision);
  const then = detail.data?.document;
  const found = useMemo(() => {
    if (then === undefined) return undefined;
    const entries = diffRoutes(then, view.document).filter(({ route }) => label === undefined || route === label);
    return { entries, parts: label === undefined ? changedParts(then, view.document) : [] };
  }, [then, view.document, label]);
  if (detail.error && !then) return <ErrorNotice error={detail.error} retry={() => void detail.refetch()} />;
  if (found === undefined) {
    return (
      <Text c="dimmed" className={classes.waiting} role="status">
        <Loader size={14} aria-hidden /> {t('common:loading')}
      </Text>
    );
  }
  if (found.entries.length === 0 && found.parts.length === 0) {
    return <Text c="dimmed">{t(label === undefined ? 'version.same' : 'version.route_same')}</Text>;
  }
  const before = label === undefined ? undefined : findRoute(then, label)?.route;
  return (
    <div className={classes.diff}>
      <DiffList
        entries={found.entries}
        mine={t('version.then')}
        theirs={t('version.now')}
        kind={(kind) => t(`version.kind.${kind}`)}
      />
      {found.parts.length > 0 ? <Text>{t('version.parts', { parts: found.parts.join(', ') })}</Text> : null}
      {label === undefined ? <RestoreFile version={version} /> : null}
      {label !== undefined && before !== undefined && found.entries.some(({ kind }) => kind === 'changed') ? (
        <RestoreRoute label={label} route={before} revision={view.revision} />
      ) : null}
    </div>
  );
}

function RestoreFile({ version }: { version: Version }) {
  const { t } = useTranslation('routes');
  const restore = useRestoreVersion();
  const now = useNow();
  const { done } = useNotify();
  const [asking, setAsking] = useState(false);
  const time = moment(version.ts, now);
  const close = () => {
    restore.reset();
    setAsking(false);
  };
  const finish = () => {
    close();
    done(t('version.restored', { time }));
  };
  return (
    <Group mt="xs">
      <Button size="xs" leftSection={<IconHistory size={16} />} onClick={() => setAsking(true)} data-testid="restore-version">
        {t('version.restore')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('version.ask', { time })}
        confirm={t('version.restore')}
        color="steel"
        icon={<IconHistory size={18} />}
        pending={restore.isPending}
        error={restore.error}
        onConfirm={() => restore.mutate(version.revision, { onSuccess: finish })}
        onClose={close}
      >
        <Text>{t('version.ask_text')}</Text>
      </ConfirmDialog>
    </Group>
  );
}

function RestoreRoute({ label, route, revision }: { label: string; route: RouteEntry; revision: number }) {
  const { t } = useTranslation('routes');
  const save = useSaveRoute();
  const { done, failed } = useNotify();
  return (
    <Button
      size="xs"
      mt="xs"
      leftSection={<IconHistory size={16} />}
      loading={save.isPending}
      onClick={() =>
        save.mutate({ label, route, revision }, { onSuccess: () => done(t('version.route_restored')), onError: failed })
      }
      data-testid="restore-route"
    >
      {t('version.restore_route')}
    </Button>
  );
}
