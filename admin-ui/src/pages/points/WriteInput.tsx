import { Input, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PointView } from '@/data/points/types';
import { inputKind, rangeOf } from '@/data/points/value';
import { currentLanguage } from '@/i18n';

interface Props {
  point: PointView;
  value: string;
  onChange: (text: string) => void;
  description: string | undefined;
  error: string | undefined;
}

/** The input that suits the point's type; its value is text until it is sent. */
export function WriteInput({ point, value, onChange, description, error }: Props) {
  const { t } = useTranslation('points');
  const kind = inputKind(point);
  const shared = { label: t('write.value'), description, error, 'data-autofocus': true, 'data-testid': 'write-value' };
  if (kind === 'boolean') {
    return (
      <Input.Wrapper label={t('write.value')} description={description} error={error} labelElement="div">
        <SegmentedControl
          fullWidth
          value={value}
          onChange={onChange}
          aria-label={t('write.value')}
          data-testid="write-value"
          data={[
            { value: 'false', label: point.texts['0'] ?? t('write.off') },
            { value: 'true', label: point.texts['1'] ?? t('write.on') },
          ]}
        />
      </Input.Wrapper>
    );
  }
  if (kind === 'choice') {
    const data = Object.entries(point.texts).map(([raw, text]) => ({ value: raw, label: `${text} (${raw})` }));
    return (
      <Select
        {...shared}
        data={data}
        value={value === '' ? null : value}
        onChange={(raw) => onChange(raw ?? '')}
        placeholder={t('write.choose')}
      />
    );
  }
  if (kind === 'integer' || kind === 'real') {
    const [min, max] = rangeOf(point);
    return (
      <NumberInput
        {...shared}
        value={value}
        onChange={(number) => onChange(String(number))}
        allowDecimal={kind === 'real'}
        decimalSeparator={currentLanguage() === 'de' ? ',' : '.'}
        allowedDecimalSeparators={['.', ',']}
        suffix={point.unit ? ` ${point.unit}` : ''}
        clampBehavior="none"
        {...(min === null ? {} : { min })}
        {...(max === null ? {} : { max })}
      />
    );
  }
  return <TextInput {...shared} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}
