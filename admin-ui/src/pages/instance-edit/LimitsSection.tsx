import { NumberInput, SimpleGrid, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Limits } from '@/data/instances/types';
import { useErrors, useForm, useValue } from '@/form/context';
import { number } from '@/format/number';
import { currentLanguage } from '@/i18n';
import { useReason } from '@/i18n/reason';
import { LIMIT_NAMES } from './draft';
import classes from './edit.module.css';

/** What the instance may use; an empty field follows its type. */
export function LimitsSection({ defaults }: { defaults: Partial<Limits> }) {
  const { t } = useTranslation('form');
  return (
    <section className={`surface ${classes.section}`}>
      <Title order={2} mb={4}>
        {t('section.limits')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('limits_intro')}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
        {LIMIT_NAMES.map((name) => (
          <LimitInput key={name} name={name} fallback={defaults[name]} />
        ))}
      </SimpleGrid>
    </section>
  );
}

function LimitInput({ name, fallback }: { name: keyof Limits; fallback: number | null | undefined }) {
  const { t } = useTranslation('form');
  const reasons = useReason();
  const { store } = useForm();
  const pointer = `/limits/${name}`;
  const value = useValue(pointer);
  const error = useErrors().find(({ path }) => path === pointer);
  return (
    <NumberInput
      label={t(`limit.${name}`)}
      description={t(`limit.${name}_help`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data-place={pointer}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => store.set(pointer, typeof next === 'number' ? next : undefined)}
      placeholder={fallback == null ? '' : t('default', { value: number(fallback, 2) })}
      allowDecimal={name === 'cpu'}
      allowNegative={false}
      step={name === 'cpu' ? 0.1 : 1}
      decimalSeparator={currentLanguage() === 'de' ? ',' : '.'}
      allowedDecimalSeparators={['.', ',']}
      error={error ? reasons.text(error) : undefined}
    />
  );
}
