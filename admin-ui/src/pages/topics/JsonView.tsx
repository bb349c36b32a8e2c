import { IconCheck, IconPlus } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Proposed } from '@/data/topics/types';
import type { JsonLine } from './json';
import classes from './topics.module.css';

interface Props {
  lines: readonly JsonLine[];
  fields: readonly Proposed[];
  places: ReadonlySet<string> | 'all';
  busy: boolean;
  onAdd?: (point: Proposed) => void;
}

/** JSON line by line; a click on a value makes it a point. */
export function JsonView({ lines, fields, places, busy, onAdd }: Props) {
  const { t } = useTranslation('topics');
  const proposed = new Map(fields.map((field) => [field.place, field]));
  return (
    <div className={classes.json}>
      {lines.map((line) => {
        const field = line.place === undefined ? undefined : proposed.get(line.place);
        const there = line.place !== undefined && (places === 'all' || places.has(line.place));
        const words = (
          <>
            {line.name === undefined ? null : <span className={classes.jsonName}>{`${JSON.stringify(line.name)}: `}</span>}
            {line.bracket ?? <bdi dir="ltr">{JSON.stringify(line.value)}</bdi>}
          </>
        );
        const style = { '--depth': line.depth } as CSSProperties;
        if (field !== undefined && onAdd !== undefined && !there) {
          return (
            <button
              key={line.key}
              type="button"
              className={`${classes.jsonLine} ${classes.jsonField}`}
              style={style}
              disabled={busy}
              title={t('add.place', { place: field.place })}
              onClick={() => onAdd(field)}
              data-testid={`field-${field.place}`}
            >
              <span>{words}</span>
              <IconPlus size={14} role="img" aria-label={t('add.place', { place: field.place })} />
            </button>
          );
        }
        return (
          <span key={line.key} className={classes.jsonLine} style={style} data-point={there || undefined}>
            <span>{words}</span>
            {there ? <IconCheck size={14} role="img" aria-label={t('is_point')} className={classes.isPoint} /> : null}
          </span>
        );
      })}
    </div>
  );
}
