import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Limits } from '@/data/instances/types';
import { number, UNKNOWN } from '@/format/number';
import { currentLanguage } from '@/i18n';
import classes from '../instances.module.css';
import { shareOf } from '../limits';
import { Usage } from '../Usage';
import type { Use } from './limit-uses';

interface Props {
  name: keyof Limits;
  value: number | null;
  onChange: (value: number | null) => void;
  /** Of the type; an empty field follows it. */
  fallback: number | null;
  use: Use;
  error: string | undefined;
}

/** One limit, with what is used of the one that holds now. */
export function LimitField({ name, value, onChange, fallback, use, error }: Props) {
  const { t } = useTranslation(['form', 'instances']);
  const { used, limit, usedText, limitText } = use;
  const text = used === null || limit === null ? usedText : t('instances:metric.used_of', { used: usedText, limit: limitText });
  return (
    <div className={classes.limit} data-testid={`limit-${name}`}>
      <NumberInput
        label={t(`limit.${name}`)}
        description={t(`limit.${name}_help`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={value ?? ''}
        onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        placeholder={fallback === null ? '' : t('default', { value: number(fallback, 2) })}
        allowDecimal={name === 'cpu'}
        allowNegative={false}
        step={name === 'cpu' ? 0.1 : 1}
        decimalSeparator={currentLanguage() === 'de' ? ',' : '.'}
        allowedDecimalSeparators={['.', ',']}
        error={error}
      />
      <dl className={classes.metrics}>
        <Usage label={t('instances:limits.now')} text={text || UNKNOWN} share={shareOf(used, limit)} />
      </dl>
    </div>
  );
}
