import { CopyButton, Drawer, Group, Select, Skeleton, Switch, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLogs } from '@/data/instances/queries';
import type { Instance } from '@/data/instances/types';
import { moment } from '@/format/time';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { IconAction } from '@/ui/IconAction';
import classes from './instances.module.css';
import { LevelSelect } from './LevelSelect';
import { asText, LEVELS, selectLines, type Level } from './log-lines';

const FULL = {
  content: { display: 'flex', flexDirection: 'column' },
  body: { display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 },
} as const;

/** The last log lines of an instance, followed while it is open. */
export default function LogDrawer({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation(['instances', 'common']);
  const [live, setLive] = useState(true);
  const [level, setLevel] = useState<Level>('debug');
  const [text, setText] = useState('');
  const logs = useLogs(instance.id, live);
  const list = useRef<HTMLUListElement>(null);
  const lines = selectLines(logs.data ?? [], level, text);
  const newest = `${logs.dataUpdatedAt} ${lines.length}`;
  useEffect(() => {
    if (live && list.current && newest) list.current.scrollTop = list.current.scrollHeight;
  }, [live, newest]);
  const title = t('logs.title', { name: instance.title || instance.id });
  const levels = LEVELS.map((value) => ({ value, label: t(`level.${value}`) }));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      size="70%"
      title={title}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      styles={FULL}
    >
      <Group gap="sm" mb="xs" align="flex-end">
        <Select
          size="xs"
          w={110}
          label={t('logs.level')}
          data={levels}
          value={level}
          allowDeselect={false}
          onChange={(value) => setLevel(LEVELS.find((known) => known === value) ?? 'debug')}
        />
        <LevelSelect id={instance.id} />
        <TextInput
          size="xs"
          w={150}
          label={t('logs.filter')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Switch label={t('logs.follow')} checked={live} onChange={(event) => setLive(event.currentTarget.checked)} mb={5} />
        <CopyButton value={asText(lines)}>
          {({ copied, copy }) => <IconAction title={t('logs.copy')} icon={copied ? IconCheck : IconCopy} onClick={copy} />}
        </CopyButton>
        <Text c="dimmed" size="sm" mb={6}>
          {t('logs.lines', { count: lines.length })}
        </Text>
      </Group>
      {logs.error ? <ErrorNotice error={logs.error} retry={() => void logs.refetch()} /> : null}
      {logs.isPending ? <Skeleton height={200} /> : null}
      {logs.data && lines.length === 0 ? <Text c="dimmed">{t('logs.empty')}</Text> : null}
      {lines.length > 0 ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled with the keyboard
        <ul className={`surface ${classes.logs}`} ref={list} tabIndex={0} aria-label={title} data-testid="log-lines">
          {lines.map((line, index) => (
            <li key={`${line.ts}-${index}`} className={classes.logLine} data-level={line.known}>
              <span>{moment(line.ts, logs.dataUpdatedAt)}</span>
              <span>{t(`level.${line.known}`)}</span>
              <span className="break">{line.message}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </Drawer>
  );
}
