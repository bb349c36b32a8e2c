import { Button, Collapse, Stack, Text, Title } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReason } from '@/i18n/reason';
import { IconAction } from '@/ui/IconAction';
import { useErrors, useField, useForm, useValue, type FieldProps } from '../context';
import { initialOf } from '../defaults';
import { FormField } from '../FormField';
import { means } from '../meaning';
import { child, isObject } from '../pointer';
import { fieldOf, isScalar, propertiesOf, type JsonSchema } from '../schema';
import { errorRows } from '../store';
import { choiceText, titleOf } from '../texts';
import classes from './fields.module.css';
import { Properties } from './ObjectField';
import { UnionChoice } from './UnionField';

/** A list of larger things, one foldable card each. */
export function CardsField(props: FieldProps) {
  const { t } = useTranslation('form');
  const reasons = useReason();
  const { root, store } = useForm();
  const { field, value, title, description, set } = useField(props);
  const wrong = new Set(errorRows(useErrors(), props.pointer));
  const ownError = store.errorAt(props.pointer);
  const list: unknown[] = Array.isArray(value) ? value : [];
  const [generation, setGeneration] = useState(0);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set([0]));
  const item = typeof field.schema.items === 'object' ? field.schema.items : {};
  const toggle = (index: number) =>
    setOpen((before) => new Set(before.has(index) ? [...before].filter((other) => other !== index) : [...before, index]));
  const add = () => {
    setOpen(new Set([list.length]));
    set([...list, initialOf(item, root) ?? null]);
  };
  const swap = (a: number, b: number) => {
    set(list.map((entry, place) => (place === a ? list[b] : place === b ? list[a] : entry)));
    setOpen(new Set([b]));
    setGeneration(generation + 1);
  };
  const remove = (index: number) => {
    set(list.filter((_, place) => place !== index));
    setOpen(new Set());
    setGeneration(generation + 1);
  };
  return (
    <section className={classes.whole} aria-label={title}>
      <Title order={3}>{title}</Title>
      {description ? <p className={classes.note}>{description}</p> : null}
      {ownError ? (
        <Text c="var(--rail-bad)" mb="xs">
          {reasons.text(ownError)}
        </Text>
      ) : null}
      <Stack gap="sm" mt={6}>
        {list.map((_, index) => {
          const shown = open.has(index) || wrong.has(index);
          const Sign = shown ? IconChevronDown : IconChevronRight;
          return (
            <div key={`${generation} ${index}`} className={`surface ${classes.card}`}>
              <div className={classes.cardHead}>
                <button type="button" className={classes.cardTitle} onClick={() => toggle(index)} aria-expanded={shown}>
                  <Sign size={18} aria-hidden style={{ flexShrink: 0 }} />
                  <strong>{index + 1}</strong>
                  <Summary pointer={child(props.pointer, index)} path={`${props.path}/*`} schema={item} />
                </button>
                <IconAction
                  title={t('list.up', { number: index + 1 })}
                  icon={IconArrowUp}
                  disabled={index === 0}
                  onClick={() => swap(index, index - 1)}
                />
                <IconAction
                  title={t('list.down', { number: index + 1 })}
                  icon={IconArrowDown}
                  disabled={index === list.length - 1}
                  onClick={() => swap(index, index + 1)}
                />
                <IconAction
                  title={t('list.remove', { number: index + 1 })}
                  icon={IconTrash}
                  onClick={() => remove(index)}
                  danger
                />
              </div>
              <Collapse expanded={shown} transitionDuration={0}>
                {shown ? (
                  <div className={classes.cardBody}>
                    <Item pointer={child(props.pointer, index)} path={`${props.path}/*`} schema={item} required />
                  </div>
                ) : null}
              </Collapse>
            </div>
          );
        })}
        {list.length === 0 ? <Text c="dimmed">{t('list.empty')}</Text> : null}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={add}
            aria-label={t('list.add_named', { name: title })}
          >
            {t('list.add')}
          </Button>
        </div>
      </Stack>
    </section>
  );
}

function Item(props: FieldProps) {
  const { root } = useForm();
  const { kind } = fieldOf(props.schema, root);
  if (kind === 'union') return <UnionChoice {...props} />;
  return kind === 'object' ? <Properties {...props} /> : <FormField {...props} />;
}

/** The first few values of an item, so that folded cards can be told apart. */
function Summary({ pointer, path, schema }: { pointer: string; path: string; schema: JsonSchema }) {
  const { root, book } = useForm();
  const value = useValue(pointer);
  const properties = propertiesOf(schema, root);
  const words = Object.entries(properties).flatMap(([name, property]) => {
    const entry = isObject(value) ? value[name] : undefined;
    if (!isScalar(property, root) || !['string', 'number'].includes(typeof entry) || entry === '') return [];
    if (!means(property, value, properties, root)) return [];
    const place = child(path, name);
    return [`${titleOf(fieldOf(property, root).schema, place, book)} ${choiceText(entry, place, book)}`];
  });
  return (
    <Text span c="dimmed" className="truncate">
      {words.slice(0, 3).join(' · ')}
    </Text>
  );
}
