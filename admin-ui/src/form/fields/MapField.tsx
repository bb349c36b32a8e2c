import { Button, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/IconAction';
import { useField, useForm, type FieldProps } from '../context';
import { initialOf } from '../defaults';
import { FormField } from '../FormField';
import { child, isObject } from '../pointer';
import classes from './fields.module.css';

/** Pairs of key and value, such as the meaning of single numbers. */
export function MapField(props: FieldProps) {
  const { t } = useTranslation('form');
  const { root } = useForm();
  const { field, value, label, description, error, set } = useField(props);
  const [key, setKey] = useState('');
  const map = isObject(value) ? value : {};
  const item = typeof field.schema.additionalProperties === 'object' ? field.schema.additionalProperties : {};
  const exists = Object.hasOwn(map, key);
  const add = () => {
    if (key === '' || exists) return;
    set({ ...map, [key]: initialOf(item, root) ?? '' });
    setKey('');
  };
  const without = (name: string) => {
    const rest = Object.fromEntries(Object.entries(map).filter(([other]) => other !== name));
    set(Object.keys(rest).length === 0 ? undefined : rest);
  };
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div" className={classes.whole ?? ''}>
      <Stack gap={6} mt={6}>
        {Object.keys(map).map((name) => (
          <Group key={name} gap={8} wrap="nowrap" align="flex-end">
            <Text w={90} className="mono truncate" pb={8} title={name}>
              {name}
            </Text>
            <div style={{ flex: 1 }}>
              <FormField
                pointer={child(props.pointer, name)}
                path={`${props.path}/*`}
                schema={{ ...item, title: `${label} ${name}` }}
                required
              />
            </div>
            <IconAction title={t('map.remove', { key: name })} icon={IconX} onClick={() => without(name)} size={36} />
          </Group>
        ))}
        <Group gap={8} align="flex-end">
          <TextInput
            label={t('map.key')}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
            error={exists ? t('map.exists') : undefined}
            w={140}
          />
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={add} disabled={key === '' || exists}>
            {t('map.add')}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
