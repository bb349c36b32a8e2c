import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { memo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../addresses/addresses.module.css';
import { AddressRow } from '../addresses/AddressRow';
import { Captures } from '../addresses/Captures';
import { useDraft } from '../context';
import { Section } from './Section';

/** Where the value goes: points that can be written, or calculated ones. */
export const ToSection = memo(function ToSection() {
  const { t } = useTranslation('route-edit');
  const [to, setTo] = useDraft('to');
  const [added, setAdded] = useState(-1);
  const [current, setCurrent] = useState(0);
  const inputs = useRef<(HTMLInputElement | null)[]>([]);
  const insert = (capture: string) => {
    const row = Math.min(current, to.length - 1);
    const input = inputs.current[row];
    const text = to[row] ?? '';
    const [start, end] = [input?.selectionStart ?? text.length, input?.selectionEnd ?? text.length];
    setTo(to.with(row, text.slice(0, start) + capture + text.slice(end)));
    input?.focus();
  };
  return (
    <Section title={t('to.title')} note={t('to.note')} testId="section-to">
      <ul className={classes.rows}>
        {to.map((address, row) => (
          <AddressRow
            key={row}
            kind="to"
            row={row}
            address={address}
            autoFocus={row === added}
            inputRef={(input) => {
              inputs.current[row] = input;
            }}
            onFocus={() => setCurrent(row)}
            onChange={(next) => setTo(to.with(row, next))}
            onRemove={to.length > 1 ? () => setTo(to.toSpliced(row, 1)) : undefined}
          />
        ))}
      </ul>
      <div className={classes.hints}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} />}
          onClick={() => {
            setAdded(to.length);
            setTo([...to, '']);
          }}
          data-testid="add-to"
        >
          {t('to.add')}
        </Button>
      </div>
      <Captures onInsert={insert} />
    </Section>
  );
});
