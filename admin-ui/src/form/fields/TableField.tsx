import { Button, Drawer, Group, Text, TextInput, Title } from '@mantine/core';
import { IconClipboard, IconPlus, IconSearch, IconTableImport } from '@tabler/icons-react';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReason } from '@/i18n/reason';
import { useErrors, useField, useForm, type FieldProps } from '../context';
import { toTable } from '../spreadsheet';
import { initialOf } from '../defaults';
import { child } from '../pointer';
import { errorRows } from '../store';
import { columnsOf, fitColumns } from './columns';
import classes from './fields.module.css';
import { Properties } from './ObjectField';
import { PasteDialog } from './PasteDialog';
import { TableRows } from './TableRows';

const ROOM_FOR_BUTTONS = 150;

/** A list of flat things as an editable table that stays quick with thousands of rows. */
export function TableField(props: FieldProps) {
  const { t } = useTranslation(['form', 'common']);
  const reasons = useReason();
  const { root, store } = useForm();
  const { field, value, title, description, set } = useField(props);
  const errors = useErrors();
  const { ref, width } = useElementSize();
  const [filter, setFilter] = useState('');
  const [editing, setEditing] = useState<number | null>(null);
  const [pasting, setPasting] = useState(false);
  const bottom = useRef<() => void>(null);
  const list: unknown[] = useMemo(() => (Array.isArray(value) ? value : []), [value]);
  const item = useMemo(() => (typeof field.schema.items === 'object' ? field.schema.items : {}), [field]);
  const all = useMemo(() => columnsOf(item, root), [item, root]);
  const columns = useMemo(() => fitColumns(all, width - ROOM_FOR_BUTTONS), [all, width]);
  const wrong = errorRows(errors, props.pointer);
  const rows = useMemo(() => matching(list, filter), [list, filter]);
  const ownError = store.errorAt(props.pointer);
  const add = () => {
    setFilter('');
    set([...list, initialOf(item, root) ?? {}]);
    requestAnimationFrame(() => bottom.current?.());
  };
  const copy = () => void navigator.clipboard?.writeText(toTable(list, item, root));
  return (
    <section className={classes.whole} aria-label={title} ref={ref}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Group gap="xs" align="baseline">
          <Title order={3}>{title}</Title>
          <Text c="dimmed">
            {filter ? t('list.shown', { shown: rows.length, count: list.length }) : t('list.count', { count: list.length })}
          </Text>
        </Group>
        {list.length > 8 ? (
          <TextInput
            size="xs"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            aria-label={t('list.filter')}
            placeholder={t('list.filter')}
            leftSection={<IconSearch size={14} aria-hidden />}
          />
        ) : null}
      </Group>
      {description ? <p className={classes.note}>{description}</p> : null}
      {ownError ? <Text c="var(--rail-bad)">{reasons.text(ownError)}</Text> : null}
      {wrong.length > 0 ? <Text c="var(--rail-bad)">{t('list.error_rows', { rows: named(wrong) })}</Text> : null}
      {list.length > 0 && columns.length > 0 ? (
        <TableRows
          {...props}
          title={title}
          columns={columns}
          rows={rows}
          wrong={wrong}
          bottom={bottom}
          onEdit={setEditing}
          onRemove={(index) => set(list.filter((_, place) => place !== index))}
          onDuplicate={(index) => set(list.toSpliced(index + 1, 0, structuredClone(list[index])))}
        />
      ) : (
        <Text c="dimmed">{t('list.empty')}</Text>
      )}
      <Group gap="xs" mt="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={add}
          aria-label={t('list.add_named', { name: title })}
        >
          {t('list.add')}
        </Button>
        <Button variant="default" size="xs" leftSection={<IconTableImport size={14} />} onClick={() => setPasting(true)}>
          {t('list.paste')}
        </Button>
        {list.length > 0 ? (
          <Button variant="default" size="xs" leftSection={<IconClipboard size={14} />} onClick={copy}>
            {t('list.export')}
          </Button>
        ) : null}
      </Group>
      <Drawer
        opened={editing !== null}
        onClose={() => setEditing(null)}
        position="right"
        size="lg"
        title={t('list.entry', { name: title, number: (editing ?? 0) + 1 })}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        {editing === null ? null : (
          <Properties pointer={child(props.pointer, editing)} path={`${props.path}/*`} schema={item} required />
        )}
      </Drawer>
      <PasteDialog
        opened={pasting}
        item={item}
        path={`${props.path}/*`}
        onClose={() => setPasting(false)}
        onTake={(made, how) => set(how === 'append' ? [...list, ...made] : made)}
      />
    </section>
  );
}

/** Positions of the items that contain the text. */
function matching(list: unknown[], filter: string): number[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const all = list.map((_, index) => index);
  return wanted === '' ? all : all.filter((index) => JSON.stringify(list[index]).toLocaleLowerCase().includes(wanted));
}

function named(rows: number[]): string {
  const shown = rows.slice(0, 12).map((row) => row + 1);
  return `${shown.join(', ')}${rows.length > shown.length ? ' …' : ''}`;
}
