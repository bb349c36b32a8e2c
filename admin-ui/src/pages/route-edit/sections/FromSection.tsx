import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../addresses/addresses.module.css';
import { AddressRow } from '../addresses/AddressRow';
import { SimilarPoints } from '../addresses/SimilarPoints';
import { useDraft } from '../context';
import { Section } from './Section';

/** Where the value comes from: points or patterns. */
export const FromSection = memo(function FromSection() {
  const { t } = useTranslation('route-edit');
  const [from, setFrom] = useDraft('from');
  const [added, setAdded] = useState(-1);
  return (
    <Section title={t('from.title')} note={t('from.note')} testId="section-from">
      <ul className={classes.rows}>
        {from.map((address, row) => (
          <AddressRow
            key={row}
            kind="from"
            row={row}
            address={address}
            autoFocus={row === added}
            onChange={(next) => setFrom(from.with(row, next))}
            onRemove={from.length > 1 ? () => setFrom(from.toSpliced(row, 1)) : undefined}
          />
        ))}
      </ul>
      <div className={classes.hints}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} />}
          onClick={() => {
            setAdded(from.length);
            setFrom([...from, '']);
          }}
          data-testid="add-from"
        >
          {t('from.add')}
        </Button>
        {from.length === 1 ? <SimilarPoints address={from[0] ?? ''} onChoose={(pattern) => setFrom([pattern])} /> : null}
      </div>
    </Section>
  );
});
