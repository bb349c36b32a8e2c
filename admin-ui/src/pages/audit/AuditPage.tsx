import { Badge, Button, Group, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconClipboardList } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAudit, type Act } from '@/data/audit/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import classes from '@/ui/list.module.css';
import { MoreButton } from '@/ui/MoreButton';
import { PageHeader } from '@/ui/PageHeader';
import { SearchField } from '@/ui/SearchField';
import { changesOf, wordOf } from './changes';

/** Who did what, and what was refused; the latest first. */
export function Component() {
  const { t } = useTranslation('upkeep');
  const [text, setText] = useState('');
  const [who, setWho] = useState('');
  const [refused, setRefused] = useState(false);
  const [wanted] = useDebouncedValue({ text: text.trim(), who: who.trim() }, 250);
  const acts = useAudit({ ...wanted, refused });
  const list = acts.data?.pages.flat() ?? [];
  const filtered = wanted.text !== '' || wanted.who !== '' || refused;
  return (
    <>
      <PageHeader title={t('audit.title')} />
      <Group mb="md" gap="md" align="flex-end">
        <SearchField label={t('audit.search')} value={text} onChange={setText} />
        <TextInput
          aria-label={t('audit.who')}
          placeholder={t('audit.who')}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <Switch label={t('audit.refused')} checked={refused} onChange={(event) => setRefused(event.currentTarget.checked)} />
      </Group>
      {acts.error ? <ErrorNotice error={acts.error} retry={() => void acts.refetch()} /> : null}
      {acts.isPending ? <PageSkeleton /> : null}
      {acts.data && list.length === 0 ? (
        <EmptyState
          icon={<IconClipboardList size={52} stroke={1.1} />}
          title={t(filtered ? 'nothing_found' : 'audit.none')}
          text={t(filtered ? 'nothing_found_text' : 'audit.none_text')}
        />
      ) : null}
      <ul className={classes.list} aria-label={t('audit.title')}>
        {list.map((act, at) => (
          <Line key={`${act.ts}-${at}`} act={act} />
        ))}
      </ul>
      <MoreButton pages={acts} shown={list.length} />
    </>
  );
}

function Line({ act }: { act: Act }) {
  const { t } = useTranslation('upkeep');
  const now = useNow();
  const [open, setOpen] = useState(false);
  const changes = changesOf(act.before, act.after);
  const word = wordOf(act);
  return (
    <li className={`surface ${classes.item} ${classes.plain}`}>
      <span className={classes.head}>
        <b>{act.who || t('audit.nobody')}</b>
        <span>{word.key ? t(`acts.${word.key}`) : <span className="mono break">{act.action}</span>}</span>
        {word.target ? <span className="mono break">{word.target}</span> : null}
        {act.status >= 400 ? (
          <Badge color="red" tt="none">
            {t('audit.was_refused', { status: act.status })}
          </Badge>
        ) : null}
        {act.times > 1 ? (
          <Badge variant="default" tt="none">
            {t('errors.times', { count: act.times })}
          </Badge>
        ) : null}
      </span>
      <span className={classes.foot}>
        <span>
          {moment(act.ts, now)}
          {act.clock_unsure ? ` (${t('audit.clock_unsure')})` : ''}
        </span>
        <span>{[act.role, act.by, act.address].filter(Boolean).join(' · ')}</span>
      </span>
      {changes.length > 0 ? (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setOpen(!open)} aria-expanded={open}>
            {t(open ? 'audit.hide' : 'audit.show', { count: changes.length })}
          </Button>
          {open ? <Changes changes={changes} /> : null}
        </div>
      ) : null}
    </li>
  );
}

function Changes({ changes }: { changes: ReturnType<typeof changesOf> }) {
  const { t } = useTranslation('upkeep');
  return (
    <dl className={classes.diff}>
      {changes.map(({ path, before, after }) => (
        <div key={path} style={{ display: 'contents' }}>
          <dt className="mono break">{path || t('audit.whole')}</dt>
          <dd className="mono break" style={{ margin: 0 }}>
            {before === undefined ? null : <del>{before}</del>} {after === undefined ? null : <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
