import { Fieldset, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useField, useForm, type FieldProps } from '../context';
import { initialOf } from '../defaults';
import { FormField } from '../FormField';
import { fieldOf, tagOf, type JsonSchema } from '../schema';
import { choiceOf } from '../validate';
import { Properties } from './ObjectField';

const NOTHING = 'none';
const PLAIN = ['string', 'integer', 'number', 'boolean', 'array'] as const;
type PlainType = (typeof PLAIN)[number];

/** One of several kinds of value, in a frame of its own. */
export function UnionField(props: FieldProps) {
  const { label } = useField(props);
  return (
    <Fieldset legend={label}>
      <UnionChoice {...props} />
    </Fieldset>
  );
}

/** Choose the kind, then fill in its fields. */
export function UnionChoice(props: FieldProps) {
  const { t } = useTranslation('form');
  const { root } = useForm();
  const { field, value, label, description, error, required, choice: choiceName, set } = useField(props);
  const { choices, nullable } = field;
  const present = value === undefined ? field.schema.default : value;
  const chosen = present === undefined || present === null ? -1 : choiceOf(present, choices, root);
  const nameOf = (choice: JsonSchema) => {
    const named = tagOf(choice, root)?.value ?? choice.enum?.[0] ?? choice.title;
    if (named !== undefined) return choiceName(named);
    return PLAIN.find((type) => type === choice.type) ? t(`type.${choice.type as PlainType}`) : t('type.object');
  };
  const data = choices.map((choice, index) => ({ value: String(index), label: nameOf(choice) }));
  const pick = (next: string | null) => {
    const choice = next === null || next === NOTHING ? undefined : choices[Number(next)];
    if (choice === undefined) set(nullable ? null : undefined);
    else set(choice.enum?.[0] ?? initialOf(choice, root) ?? null);
  };
  const inner = choices[chosen];
  return (
    <Stack gap="sm">
      <Select
        label={t('union')}
        description={description}
        error={error}
        required={required}
        maw={320}
        data-place={props.pointer}
        data={nullable ? [{ value: NOTHING, label: t('unset') }, ...data] : data}
        value={chosen === -1 ? (nullable ? NOTHING : null) : String(chosen)}
        onChange={pick}
        allowDeselect={false}
      />
      {inner === undefined || inner.enum !== undefined ? null : fieldOf(inner, root).kind === 'object' ? (
        <Properties key={chosen} {...props} schema={inner} />
      ) : (
        <FormField key={chosen} {...props} schema={{ title: label, ...inner }} />
      )}
    </Stack>
  );
}
