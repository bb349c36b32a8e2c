import { Button, Code, Group, Input } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useField, type FieldProps } from '../context';
import classes from './fields.module.css';

/** A list or map that is not set: what holds instead, and a way to begin with it. */
export function DefaultField(props: FieldProps) {
  const { t } = useTranslation('form');
  const { title, label, description, fallback, set } = useField(props);
  return (
    <Input.Wrapper label={label} description={description} labelElement="div" className={classes.whole ?? ''}>
      <Group gap="xs" mt={6}>
        <span>{t('default', { value: '' })}</span>
        <Code className="break">{JSON.stringify(fallback)}</Code>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => set(structuredClone(fallback))}
          aria-label={`${t('list.change')}: ${title}`}
        >
          {t('list.change')}
        </Button>
      </Group>
    </Input.Wrapper>
  );
}
