import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVersions } from '@/data/routes/queries';
import type { RoutesView, Version } from '@/data/routes/types';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { VersionDiff } from './VersionDiff';
import classes from './versions.module.css';

interface Props {
  view: RoutesView;
  /** Only what became of this route. */
  label?: string;
}

/** Earlier versions of the file, each with what has changed since, and the way back. */
export function Versions({ view, label }: Props) {
  const { t } = useTranslation(['routes', 'common']);
  const versions = useVersions();
  const [open, setOpen] = useState<number | null>(null);
  if (versions.error && !versions.data) return <ErrorNotice error={versions.error} retry={() => void versions.refetch()} />;
  if (versions.isPending) {
    return (
      <Stack gap={6} role="status" aria-label={t('common:loading')}>
        {[1, 2, 3, 4].map((place) => (
          <Skeleton key={place} height={46} />
        ))}
      </Stack>
    );
  }
  return (
    <>
      <Text c="dimmed" size="sm" mb="xs">
        {t(label === undefined ? 'version.text' : 'version.route_text')}
      </Text>
      <ul className={classes.list} data-testid="versions">
        {versions.data.map((version) => (
          <li key={version.revision} className={classes.version}>
            <Head
              version={version}
              open={open === version.revision}
              onToggle={() => setOpen(open === version.revision ? null : version.revision)}
            />
            {open === version.revision ? (
              <VersionDiff version={version} view={view} {...(label === undefined ? {} : { label })} />
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function Head({ version, open, onToggle }: { version: Version; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation(['routes', 'common']);
  const now = useNow();
  const span = useSpan();
  const { ts, by, routes, current, revision } = version;
  const Sign = open ? IconChevronDown : IconChevronRight;
  const notes = [
    by ? t('version.by', { name: by }) : t('version.by_file'),
    routes === null ? t('version.damaged') : t('count', { count: routes }),
    t('version.number', { revision }),
  ];
  const line = (
    <span className={classes.line}>
      <span>
        <strong>{moment(ts, now)}</strong>
        <span className={classes.ago}>{t('common:ago', { span: span((now - ts) / 1000) })}</span>
      </span>
      <span className={classes.notes}>{notes.join(' · ')}</span>
    </span>
  );
  if (current) {
    return (
      <div className={classes.current}>
        {line}
        <span className={classes.badge}>{t('version.current')}</span>
      </div>
    );
  }
  return (
    <Button
      variant="subtle"
      color="gray"
      fullWidth
      justify="flex-start"
      h="auto"
      py={6}
      px={6}
      leftSection={<Sign size={16} aria-hidden />}
      onClick={onToggle}
      aria-expanded={open}
      className={classes.toggle ?? ''}
      data-testid={`version-${revision}`}
    >
      {line}
    </Button>
  );
}
