import { Button, FileButton, Group, Stack, TextInput } from '@mantine/core';
import { IconPhotoUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytes } from '@/format/number';
import { useField, type FieldProps } from '../context';
import { dataAddress, IMAGE_TYPES, MAX_IMAGE } from '../image';
import classes from './fields.module.css';

/** An image: a file that is kept in the value itself, or an address. */
export function ImageField(props: FieldProps) {
  const { t } = useTranslation('form');
  const { value, label, description, error, required, set } = useField(props);
  const [refused, setRefused] = useState<string | null>(null);
  const text = typeof value === 'string' ? value : '';
  const own = text.startsWith('data:');
  const take = async (file: File | null) => {
    if (file === null) return;
    const read = await dataAddress(file);
    if ('refused' in read) {
      setRefused(t(`picture.${read.refused}`, { size: bytes(file.size), max: bytes(MAX_IMAGE) }));
      return;
    }
    setRefused(null);
    set(read.address);
  };
  return (
    <Stack gap={6}>
      <TextInput
        label={label}
        description={description}
        error={refused ?? error}
        required={required}
        data-place={props.pointer}
        value={own ? t('picture.own', { size: bytes(Math.round((text.length * 3) / 4)) }) : text}
        readOnly={own}
        placeholder="https://"
        onChange={(event) => {
          setRefused(null);
          set(event.currentTarget.value === '' ? undefined : event.currentTarget.value);
        }}
      />
      {text === '' ? null : <img src={text} alt={t('picture.preview')} className={classes.picture} />}
      <Group gap="xs">
        <FileButton onChange={(file) => void take(file)} accept={IMAGE_TYPES.join(',')}>
          {(button) => (
            <Button variant="default" size="xs" leftSection={<IconPhotoUp size={16} />} {...button}>
              {t('picture.choose')}
            </Button>
          )}
        </FileButton>
        {own ? (
          <Button variant="subtle" color="gray" size="xs" leftSection={<IconTrash size={16} />} onClick={() => set(undefined)}>
            {t('picture.remove')}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}
