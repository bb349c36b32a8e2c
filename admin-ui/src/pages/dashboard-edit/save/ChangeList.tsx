import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from '@/data/dashboards/types';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import { useTypeName } from '@/widgets/words';
import { differing } from './differing';
import classes from './save.module.css';

const MOST = 60;
const SIGNS: Record<Change['kind'], { shape: ShapeName; tone: Tone }> = {
  added: { shape: 'disc', tone: 'ok' },
  removed: { shape: 'cross', tone: 'bad' },
  changed: { shape: 'triangle', tone: 'warn' },
  moved: { shape: 'diamond', tone: 'idle' },
};

/** What differs between two states, entry by entry, field by field. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation('dashboard-edit');
  const typeName = useTypeName();
  const nameOf = ({ what, id, before, after }: Change) => {
    const entry = after ?? before;
    const kind = what === 'page' ? t('change.page') : typeName(entry?.type ?? '');
    return [kind, entry?.title || id].filter(Boolean).join(' · ');
  };
  if (changes.length === 0) return <Text c="dimmed">{t('change.none')}</Text>;
  return (
    <ul className={classes.changes} data-testid="changes">
      {changes.slice(0, MOST).map((change) => (
        <li key={`${change.what} ${change.id}`}>
          <div className={classes.head}>
            <Shape name={SIGNS[change.kind].shape} tone={SIGNS[change.kind].tone} size={12} />
            <strong>{nameOf(change)}</strong>
            <span>{t(`change.${change.kind}`)}</span>
          </div>
          {differing(change.before, change.after).map(({ path, before, after }) => (
            <p key={path} className={classes.field}>
              {path === 'title' || path === 'role' ? t(`field.${path}`) : <span className="mono">{path}</span>}{' '}
              <del>{before}</del> <ins>{after}</ins>
            </p>
          ))}
        </li>
      ))}
      {changes.length > MOST ? <li>{t('change.more', { count: changes.length - MOST })}</li> : null}
    </ul>
  );
}
