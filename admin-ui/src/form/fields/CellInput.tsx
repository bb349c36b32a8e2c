import { useState, useSyncExternalStore } from 'react';
import { useReason } from '@/i18n/reason';
import { useForm, useValue } from '../context';
import { plain } from '@/format/number';
import { cellText, parseCell } from '../spreadsheet';
import { choiceText } from '../texts';
import type { Column } from './columns';
import classes from './fields.module.css';

interface Props {
  pointer: string;
  path: string;
  column: Column;
  label: string;
}

/** A plain input in a table's cell: light enough for hundreds of them. */
export function CellInput({ pointer, path, column, label }: Props) {
  const { store, book } = useForm();
  const reasons = useReason();
  const value = useValue(pointer);
  const error = useSyncExternalStore(store.subscribe, () => store.errorAt(pointer));
  const [draft, setDraft] = useState<string | null>(null);
  const { field } = column;
  const fallback = field.schema.default;
  const shared = {
    'aria-label': label,
    'aria-invalid': error !== undefined,
    title: error ? reasons.text(error) : undefined,
    'data-place': pointer,
  };
  if (field.kind === 'boolean') {
    const checked = typeof value === 'boolean' ? value : fallback === true;
    return (
      <input
        {...shared}
        type="checkbox"
        className={classes.check}
        checked={checked}
        onChange={(event) => store.set(pointer, event.currentTarget.checked)}
      />
    );
  }
  if (field.kind === 'enum') {
    const choices = field.schema.enum ?? [];
    const shown = value ?? fallback;
    return (
      <select
        {...shared}
        className={classes.cell}
        value={shown === undefined || shown === null ? '' : String(shown)}
        onChange={(event) =>
          store.set(
            pointer,
            choices.find((choice) => String(choice) === event.currentTarget.value),
          )
        }
      >
        {shown === undefined || shown === null || field.nullable ? <option value="">{'–'}</option> : null}
        {choices.map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {choiceText(choice, path, book)}
          </option>
        ))}
      </select>
    );
  }
  const numeric = field.kind === 'integer' || field.kind === 'number';
  return (
    <input
      {...shared}
      className={classes.cell}
      inputMode={numeric ? 'decimal' : 'text'}
      style={numeric ? { textAlign: 'right' } : undefined}
      placeholder={shownText(fallback)}
      value={draft ?? shownText(value)}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        store.set(pointer, parseCell(event.currentTarget.value, field));
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

/** Numbers with the reader's decimal sign. */
function shownText(value: unknown): string {
  return typeof value === 'number' ? plain(value) : cellText(value);
}
