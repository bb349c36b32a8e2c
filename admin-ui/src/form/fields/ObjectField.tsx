import { Button, Collapse, Fieldset } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosen, useErrors, useField, useForm, type FieldProps } from '../context';
import { FormField } from '../FormField';
import { child, isBelow } from '../pointer';
import { decidersOf, means } from '../meaning';
import { fieldOf, isScalar, tagOf, type JsonSchema } from '../schema';
import classes from './fields.module.css';

/** A named group of fields. */
export function ObjectField(props: FieldProps) {
  const { title, description } = useField(props);
  return (
    <Fieldset legend={title} className={classes.whole ?? ''}>
      {description ? <p className={classes.note}>{description}</p> : null}
      <Properties {...props} />
    </Fieldset>
  );
}

/** The fields of an object without a frame; advanced ones are folded away until needed. */
export function Properties({ pointer, path, schema: raw }: FieldProps) {
  const { t } = useTranslation('form');
  const { root, tools } = useForm();
  const errors = useErrors();
  const [open, setOpen] = useState(false);
  const { schema } = fieldOf(raw, root);
  const tag = tagOf(schema, root)?.name;
  const properties = schema.properties ?? {};
  const chosen = useChosen(pointer, decidersOf(properties, root));
  const all = Object.entries(properties).filter(
    ([name, property]) => name !== tag && fieldOf(property, root).kind !== 'tag' && means(property, chosen, properties, root),
  );
  const isAdvanced = ([, property]: [string, JsonSchema]) => fieldOf(property, root).schema['x-advanced'] === true;
  const advanced = all.filter(isAdvanced);
  // A folded field with an error would be an error nobody finds.
  const shown = open || advanced.some(([name]) => errors.some((error) => isBelow(error.path, child(pointer, name))));
  const show = ([name, property]: [string, JsonSchema]) => (
    <div key={name} className={isScalar(property, root) ? undefined : classes.whole}>
      <FormField
        pointer={child(pointer, name)}
        path={child(path, name)}
        schema={property}
        required={schema.required?.includes(name) ?? false}
      />
    </div>
  );
  const Sign = shown ? IconChevronDown : IconChevronRight;
  const Tool = tools[path];
  return (
    <>
      {Tool === undefined ? null : <Tool pointer={pointer} />}
      <div className={classes.fields}>{all.filter((entry) => !isAdvanced(entry)).map(show)}</div>
      {advanced.length > 0 ? (
        <div className={classes.advanced}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<Sign size={16} />}
            onClick={() => setOpen(!shown)}
            aria-expanded={shown}
          >
            {t('advanced', { count: advanced.length })}
          </Button>
          <Collapse expanded={shown} transitionDuration={0}>
            <div className={classes.fields}>{advanced.map(show)}</div>
          </Collapse>
        </div>
      ) : null}
    </>
  );
}
