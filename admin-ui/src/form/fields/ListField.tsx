import { Button, Group, Input, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/IconAction';
import { useField, useForm, type FieldProps } from '../context';
import { initialOf } from '../defaults';
import { FormField } from '../FormField';
import { child } from '../pointer';
import classes from './fields.module.css';

/** Several values of one simple type. */
export function ListField(props: FieldProps) {
  const { t } = useTranslation('form');
  const { root } = useForm();
  const { field, value, title, label, description, error, required, set } = useField(props);
  const [generation, setGeneration] = useState(0);
  const list: unknown[] = Array.isArray(value) ? value : [];
  const item = typeof field.schema.items === 'object' ? field.schema.items : {};
  // Inputs are told apart by position, so after a removal all begin anew.
  const remove = (index: number) => {
    set(list.filter((_, place) => place !== index));
    setGeneration(generation + 1);
  };
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error}
      required={required}
      labelElement="div"
      className={classes.whole ?? ''}
    >
      <Stack gap={6} mt={6}>
        {list.map((_, index) => (
          <Group key={`${generation} ${index}`} gap={4} wrap="nowrap" align="flex-end">
            <div style={{ flex: 1 }}>
              <FormField
                pointer={child(props.pointer, index)}
                path={`${props.path}/*`}
                schema={{ ...item, title: t('list.entry', { name: title, number: index + 1 }) }}
                required
              />
            </div>
            <IconAction title={t('list.remove', { number: index + 1 })} icon={IconX} onClick={() => remove(index)} size={36} />
          </Group>
        ))}
        {list.length === 0 ? <Text c="dimmed">{t('list.empty')}</Text> : null}
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => set([...list, initialOf(item, root) ?? null])}
            aria-label={t('list.add_named', { name: title })}
          >
            {t('list.add')}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
