import { Badge, Button, Group, Text } from '@mantine/core';
import { IconDownload, IconRestore, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '@/data/backups/queries';
import { useNow } from '@/format/now';
import { bytes } from '@/format/number';
import { moment } from '@/format/time';
import { useReason } from '@/i18n/reason';
import { IconAction } from '@/ui/IconAction';
import classes from '@/ui/list.module.css';

interface Props {
  backup: Backup;
  onRestore: () => void;
  onDrop: () => void;
}

/** One file: when, what is in it, and what can be done with it. */
export function BackupLine({ backup, onRestore, onDrop }: Props) {
  const { t } = useTranslation('backups');
  const reasons = useReason();
  const now = useNow();
  const { instances = 0, routes = 0, users = 0 } = backup.counts;
  return (
    <li className={`surface ${classes.item} ${classes.plain}`} data-testid={`backup-${backup.id}`}>
      <Group justify="space-between" gap="sm">
        <span className={classes.head}>
          <b>{moment(backup.created, now)}</b>
          <Badge variant="default" tt="none">
            {t(`kind.${backup.kind}`)}
          </Badge>
          <span className="break">{backup.note}</span>
        </span>
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconRestore size={16} aria-hidden />}
            onClick={onRestore}
            disabled={backup.problem !== null}
            data-testid={`restore-${backup.id}`}
          >
            {t('restore')}
          </Button>
          <Button
            component="a"
            href={`/api/backups/${encodeURIComponent(backup.id)}/file`}
            download
            size="compact-md"
            variant="default"
            px={8}
            aria-label={t('download_of', { time: moment(backup.created, now) })}
            title={t('download')}
          >
            <IconDownload size={18} aria-hidden />
          </Button>
          <IconAction
            title={t('drop')}
            label={t('drop_of', { time: moment(backup.created, now) })}
            icon={IconTrash}
            onClick={onDrop}
            testId={`drop-${backup.id}`}
            danger
          />
        </Group>
      </Group>
      {backup.problem ? <Text style={{ color: 'var(--rail-bad)' }}>{reasons.text(backup.problem)}</Text> : null}
      <span className={classes.foot}>
        <span>{t('contents', { instances, routes, users })}</span>
        <span>{[backup.host, backup.version, bytes(backup.size)].filter(Boolean).join(' · ')}</span>
      </span>
    </li>
  );
}
