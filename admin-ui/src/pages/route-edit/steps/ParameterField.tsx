import { Autocomplete, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OperatorDoc, OperatorParameter } from '@/data/routes/tools';
import { plain } from '@/format/number';
import { currentLanguage } from '@/i18n';
import type { Argument } from '../pipeline/parse';
import { printValue } from '../pipeline/print';
import { separatorOf } from '../pipeline/vocabulary';
import { readValue } from '../preview/read-value';
import { useOperatorTexts } from '../texts';
import { ExpressionField } from './ExpressionField';
import { PairsField } from './PairsField';

interface Props {
  operator: OperatorDoc;
  parameter: OperatorParameter;
  argument: Argument | undefined;
  error: string | undefined;
  disabled: boolean;
  /** Gets the focus when the step was just added. */
  first: boolean;
  /** The value as it is written in the pipeline; undefined leaves it out. */
  onChange: (text: string | undefined) => void;
}

/** A unit proper; "unit of the value" is a sentence and says nothing new. */
const UNIT = /^\S{1,6}$/;
const SPANS = ['1s', '10s', '1m', '5m', '15m', '1h', '1d'];

/** One parameter of a step, in the input that suits its type. */
export function ParameterField({ operator, parameter, argument, error, disabled, first, onChange }: Props) {
  const { t } = useTranslation(['route-edit', 'form', 'common']);
  const texts = useOperatorTexts();
  const { type, required, default: fallback } = parameter;
  const unit = UNIT.test(parameter.unit) && type !== 'duration' ? ` (${parameter.unit})` : '';
  const value = argument?.value;
  const shared = {
    label: `${texts.title(operator.name, parameter)}${unit}`,
    description: texts.help(operator.name, parameter) || undefined,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    error,
    disabled,
    required,
    'data-focus': first ? 'parameter' : undefined,
    placeholder: fallback === undefined || fallback === null ? (required ? '' : t('form:unset')) : shownDefault(fallback, t),
  };
  if (type === 'number' || type === 'integer') {
    return (
      <NumberInput
        {...shared}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => {
          if (next === '') onChange(undefined);
          else if (Number.isFinite(Number(next))) onChange(printValue(Number(next)));
        }}
        allowDecimal={type === 'number'}
        decimalSeparator={currentLanguage() === 'de' ? ',' : '.'}
        allowedDecimalSeparators={['.', ',']}
        step={type === 'integer' ? 1 : 0.1}
        clampBehavior="none"
        {...(parameter.minimum === undefined ? {} : { min: parameter.minimum })}
        {...(parameter.maximum === undefined ? {} : { max: parameter.maximum })}
      />
    );
  }
  if (type === 'choice') {
    return (
      <Select
        {...shared}
        data={(parameter.enum ?? []).map(String)}
        value={value === undefined ? null : String(value)}
        onChange={(next) => onChange(next === null ? undefined : printValue(next))}
        clearable={!required}
        allowDeselect={!required}
      />
    );
  }
  if (type === 'boolean') {
    return (
      <Select
        {...shared}
        data={[
          { value: 'true', label: t('common:yes') },
          { value: 'false', label: t('common:no') },
        ]}
        value={typeof value === 'boolean' ? String(value) : null}
        onChange={(next) => onChange(next ?? undefined)}
        clearable={!required}
        allowDeselect={!required}
      />
    );
  }
  const text = value === undefined || value === null ? '' : String(value);
  const write = (next: string) => onChange(next === '' ? undefined : printValue(type === 'scalar' ? readValue(next) : next));
  if (type === 'duration') {
    // A number of seconds stays a number.
    const span = (next: string) => onChange(next === '' ? undefined : /^\d+(\.\d+)?$/.test(next) ? next : printValue(next));
    return <Autocomplete {...shared} data={SPANS} value={text} onChange={span} autoCapitalize="none" spellCheck={false} />;
  }
  if (type === 'pairs') {
    const { label, description } = shared;
    return (
      <PairsField
        {...{ label, description, error, disabled }}
        separator={separatorOf(operator.name)}
        value={text}
        onChange={write}
      />
    );
  }
  if (type === 'expression') return <ExpressionField {...shared} value={text} onChange={write} />;
  return (
    <TextInput
      {...shared}
      value={text}
      onChange={(event) => write(event.currentTarget.value)}
      autoCapitalize="none"
      spellCheck={false}
    />
  );
}

function shownDefault(
  value: NonNullable<OperatorParameter['default']>,
  t: ReturnType<typeof useTranslation<['route-edit', 'form', 'common']>>['t'],
) {
  const shown =
    typeof value === 'number' ? plain(value) : typeof value === 'boolean' ? t(value ? 'common:yes' : 'common:no') : value;
  return t('form:default', { value: shown });
}
