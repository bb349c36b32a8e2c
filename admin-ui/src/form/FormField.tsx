import { memo, type ComponentType } from 'react';
import { useForm, useValue, type FieldProps } from './context';
import { BooleanField } from './fields/BooleanField';
import { CardsField } from './fields/CardsField';
import { DefaultField } from './fields/DefaultField';
import { EnumField } from './fields/EnumField';
import { ImageField } from './fields/ImageField';
import { JsonField } from './fields/JsonField';
import { ListField } from './fields/ListField';
import { MapField } from './fields/MapField';
import { NumberField } from './fields/NumberField';
import { ObjectField } from './fields/ObjectField';
import { SecretField } from './fields/SecretField';
import { TableField } from './fields/TableField';
import { TextField } from './fields/TextField';
import { UnionField } from './fields/UnionField';
import { fieldOf, type FieldKind, type JsonSchema } from './schema';

const FIELDS: Record<Exclude<FieldKind, 'tag'>, ComponentType<FieldProps>> = {
  boolean: BooleanField,
  cards: CardsField,
  enum: EnumField,
  image: ImageField,
  integer: NumberField,
  json: JsonField,
  list: ListField,
  map: MapField,
  multiline: TextField,
  number: NumberField,
  object: ObjectField,
  secret: SecretField,
  table: TableField,
  text: TextField,
  union: UnionField,
};

/** The field a schema asks for; a tag is fixed by the choice of its alternative and not shown. */
export const FormField = memo(function FormField(props: FieldProps) {
  const { root, tools } = useForm();
  const unset = useValue(props.pointer) === undefined;
  const { kind, schema } = fieldOf(props.schema, root);
  if (kind === 'tag') return null;
  const Input = unset && hasContents(schema.default) && kind !== 'union' ? DefaultField : FIELDS[kind];
  const Tool = kind === 'object' ? undefined : tools[props.path];
  if (Tool === undefined) return <Input {...props} />;
  return (
    <>
      <Input {...props} />
      <Tool pointer={props.pointer} />
    </>
  );
});

function hasContents(value: JsonSchema['default']): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
