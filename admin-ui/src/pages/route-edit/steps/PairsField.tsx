import { Button, Input, TextInput } from '@mantine/core';
import { IconArrowNarrowRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/IconAction';
import { cleanHalf, parsePairs, printPairs } from './pairs';
import classes from './steps.module.css';

interface Props {
  label: string;
  description?: ReactNode;
  error?: ReactNode;
  disabled: boolean;
  separator: string;
  value: string;
  onChange: (text: string) => void;
}

/** A table of pairs, a row each. */
export function PairsField({ label, description, error, disabled, separator, value, onChange }: Props) {
  const { t } = useTranslation('route-edit');
  const id = useId();
  const pairs = parsePairs(value, separator);
  const write = (next: typeof pairs) => onChange(printPairs(next, separator));
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error}
      labelElement="div"
      labelProps={{ id }}
      className={classes.whole ?? ''}
    >
      <div role="group" aria-labelledby={id} className={classes.pairs}>
        {pairs.map(([left, right], row) => (
          <div key={row} className={classes.pair}>
            <TextInput
              aria-label={t('pairs.left', { row: row + 1 })}
              value={left}
              onChange={(event) => write(pairs.with(row, [cleanHalf(event.currentTarget.value, separator), right]))}
              disabled={disabled}
            />
            <IconArrowNarrowRight size={16} aria-hidden />
            <TextInput
              aria-label={t('pairs.right', { row: row + 1 })}
              value={right}
              onChange={(event) => write(pairs.with(row, [left, cleanHalf(event.currentTarget.value, separator)]))}
              disabled={disabled}
            />
            <IconAction
              title={t('remove')}
              label={t('pairs.remove', { row: row + 1 })}
              icon={IconTrash}
              onClick={() => write(pairs.toSpliced(row, 1))}
              disabled={disabled}
            />
          </div>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} />}
          onClick={() => write([...pairs, ['', '']])}
          disabled={disabled}
        >
          {t('pairs.add')}
        </Button>
      </div>
    </Input.Wrapper>
  );
}
