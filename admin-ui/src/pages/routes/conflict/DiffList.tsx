import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changedFields } from '@/data/routes/diff';
import type { DiffEntry } from '@/data/routes/types';
import { UNKNOWN } from '@/format/number';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import { summaryOf } from '../summary';
import classes from './diff.module.css';

/** More would not be read, and slows the dialog. */
const MOST = 60;

const SIGNS: Record<DiffEntry['kind'], { shape: ShapeName; tone: Tone }> = {
  added: { shape: 'disc', tone: 'ok' },
  removed: { shape: 'cross', tone: 'bad' },
  changed: { shape: 'triangle', tone: 'warn' },
  moved: { shape: 'diamond', tone: 'idle' },
};

interface Props {
  entries: readonly DiffEntry[];
  /** What stands above the two forms. */
  mine: string;
  theirs: string;
  /** What each kind of difference means here. */
  kind: (kind: DiffEntry['kind']) => string;
  /** Labels that both sides changed. */
  contested?: ReadonlySet<string>;
}

/** Routes that differ, each with the fields that differ side by side. */
export function DiffList({ entries, mine, theirs, kind, contested }: Props) {
  const { t } = useTranslation('routes');
  return (
    <>
      <ul className={classes.list}>
        {entries.slice(0, MOST).map((entry) => (
          <li key={`${entry.kind} ${entry.route}`} className={classes.entry} data-kind={entry.kind}>
            <div className={classes.head}>
              <Shape name={SIGNS[entry.kind].shape} tone={SIGNS[entry.kind].tone} size={12} />
              <strong>{nameOf(entry)}</strong>
              <span>{kind(entry.kind)}</span>
              {contested?.has(entry.route) ? <span className={classes.both}>{t('diff.both')}</span> : null}
            </div>
            <Fields entry={entry} mine={mine} theirs={theirs} />
          </li>
        ))}
      </ul>
      {entries.length > MOST ? <Text c="dimmed">{t('diff.more', { count: entries.length - MOST })}</Text> : null}
    </>
  );
}

function nameOf({ route, mine, theirs }: DiffEntry): string {
  return (theirs ?? mine)?.name || (mine ?? theirs)?.name || route;
}

function Fields({ entry, mine, theirs }: { entry: DiffEntry; mine: string; theirs: string }) {
  const { t } = useTranslation('routes');
  if (entry.kind === 'moved') return null;
  if (entry.kind !== 'changed') {
    const { from, to, transform } = summaryOf(entry.mine ?? entry.theirs);
    return <p className={`mono ${classes.whole}`}>{[from.join(', '), transform, to.join(', ')].filter(Boolean).join(' → ')}</p>;
  }
  return (
    <table className={classes.fields}>
      <thead>
        <tr>
          <th scope="col">{t('diff.field')}</th>
          <th scope="col">{mine}</th>
          <th scope="col">{theirs}</th>
        </tr>
      </thead>
      <tbody>
        {changedFields(entry.mine, entry.theirs).map((name) => (
          <tr key={name}>
            <th scope="row">{isNamed(name) ? t(`field.${name}`) : name}</th>
            <td className="mono">{textOf(entry.mine, name)}</td>
            <td className="mono">{textOf(entry.theirs, name)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NAMED = [
  'id',
  'name',
  'from',
  'to',
  'when',
  'schedule',
  'transform',
  'bidirectional',
  'enabled',
  'quality',
  'on_error',
  'max_rate',
] as const;

function isNamed(name: string): name is (typeof NAMED)[number] {
  return NAMED.some((known) => known === name);
}

function textOf(route: DiffEntry['mine'], name: string): string {
  const value = (route as Record<string, unknown> | undefined)?.[name];
  if (value === undefined || value === '') return UNKNOWN;
  if (name === 'transform') return summaryOf(route).transform;
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
