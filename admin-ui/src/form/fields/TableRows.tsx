import { useVirtualizer } from '@tanstack/react-virtual';
import { IconCopy, IconPencil, IconX } from '@tabler/icons-react';
import { useEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/IconAction';
import { useForm, type FieldProps } from '../context';
import { child } from '../pointer';
import { titleOf } from '../texts';
import { CellInput } from './CellInput';
import type { Column } from './columns';
import classes from './fields.module.css';

const ROW_HEIGHT = 38;

interface Props extends FieldProps {
  title: string;
  columns: Column[];
  /** Positions in the list that are shown. */
  rows: number[];
  wrong: number[];
  bottom: RefObject<(() => void) | null>;
  onEdit: (index: number) => void;
  onRemove: (index: number) => void;
  onDuplicate: (index: number) => void;
}

/** The rows in view with an input per cell. */
export function TableRows({ pointer, path, title, columns, rows, wrong, bottom, onEdit, onRemove, onDuplicate }: Props) {
  const { t } = useTranslation('form');
  const { book } = useForm();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  useEffect(() => {
    bottom.current = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [bottom]);
  // A single column stays when there is no room for it, and has to make do with less.
  const least = (width: number) => (columns.length > 1 ? `${width}px` : 0);
  const template = `34px ${columns.map(({ width }) => `minmax(${least(width)}, ${width}fr)`).join(' ')} 98px`;
  const heading = (column: Column) => {
    const unit = column.field.schema['x-unit'];
    const name = titleOf(column.field.schema, child(`${path}/*`, column.name), book);
    return unit ? `${name} (${unit})` : name;
  };
  return (
    <div ref={scroller} className={`surface ${classes.table}`} role="table" aria-label={title} aria-rowcount={rows.length + 1}>
      <div role="rowgroup" className={classes.head}>
        <div className={classes.line} style={{ gridTemplateColumns: template, minHeight: 32 }} role="row" aria-rowindex={1}>
          <span role="columnheader" className={classes.place}>
            {t('list.number')}
          </span>
          {columns.map((column) => (
            <span
              key={column.name}
              role="columnheader"
              className="truncate"
              title={heading(column)}
              style={{ padding: '0 6px', textAlign: isNumeric(column) ? 'right' : 'left' }}
            >
              {heading(column)}
            </span>
          ))}
          <span role="columnheader" aria-label={t('list.actions')} />
        </div>
      </div>
      <div role="rowgroup" className={classes.canvas} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((line) => {
          const index = rows[line.index];
          if (index === undefined) return null;
          const number = index + 1;
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={line.index + 2}
              className={`${classes.line} ${classes.body}`}
              style={{ gridTemplateColumns: template, transform: `translateY(${line.start}px)` }}
              data-wrong={wrong.includes(index) || undefined}
            >
              <span role="cell" className={classes.place}>
                {number}
              </span>
              {columns.map((column) => (
                <span key={column.name} role="cell">
                  <CellInput
                    pointer={child(child(pointer, index), column.name)}
                    path={child(`${path}/*`, column.name)}
                    column={column}
                    label={`${heading(column)}, ${t('list.entry', { name: title, number })}`}
                  />
                </span>
              ))}
              <span role="cell" className={classes.end}>
                <IconAction title={t('list.open', { number })} icon={IconPencil} onClick={() => onEdit(index)} size={30} />
                <IconAction
                  title={t('list.duplicate', { number })}
                  icon={IconCopy}
                  onClick={() => onDuplicate(index)}
                  size={30}
                />
                <IconAction title={t('list.remove', { number })} icon={IconX} onClick={() => onRemove(index)} size={30} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function isNumeric({ field }: Column): boolean {
  return field.kind === 'integer' || field.kind === 'number';
}
