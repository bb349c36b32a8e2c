import { Button, Text } from '@mantine/core';
import { IconPinFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Proposed, Said } from '@/data/topics/types';
import { useNow } from '@/format/now';
import { bytes } from '@/format/number';
import { moment } from '@/format/time';
import { JsonView } from './JsonView';
import { jsonLines } from './json';
import classes from './topics.module.css';

interface Props {
  said: readonly Said[];
  /** Places of the last payload that could become points. */
  fields: readonly Proposed[];
  /** Those that are points. */
  places: ReadonlySet<string> | 'all';
  busy: boolean;
  onAdd?: (point: Proposed) => void;
}

/** The last payloads, the newest in full with its places to choose from. */
export function History({ said, fields, places, busy, onAdd }: Props) {
  const { t } = useTranslation('topics');
  const now = useNow();
  return (
    <ol className={classes.history} data-testid="topic-history">
      {said.map((each, at) => (
        <li key={`${each.ts} ${said.length - at}`} className={`surface ${classes.said}`}>
          <span className={classes.when}>
            {each.ts === null ? t('kept_before') : moment(each.ts, now)}
            <span className={classes.note}>{bytes(each.size)}</span>
            {each.retained ? <IconPinFilled size={13} role="img" aria-label={t('retained')} className={classes.pin} /> : null}
          </span>
          <Payload said={each} newest={at === 0} fields={fields} places={places} busy={busy} {...(onAdd ? { onAdd } : {})} />
        </li>
      ))}
    </ol>
  );
}

const SHORT = 120;

function Payload({ said, newest, ...choice }: Omit<Props, 'said'> & { said: Said; newest: boolean }) {
  const { t } = useTranslation('topics');
  const [open, setOpen] = useState(newest);
  if (said.size === 0) return <span className={classes.note}>{t('empty')}</span>;
  if (said.text === undefined) {
    return (
      <pre className={classes.payload}>
        {said.hex}
        {said.cut ? ' …' : ''}
      </pre>
    );
  }
  const lines = said.cut ? null : jsonLines(said.text);
  const long = lines !== null || said.text.length > SHORT;
  if (!open && long) {
    return (
      <>
        <span className={`mono truncate ${classes.short}`}>{said.text.slice(0, SHORT)}</span>
        <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)} aria-expanded={false}>
          {t('detail.unfold')}
        </Button>
      </>
    );
  }
  return (
    <>
      {lines ? (
        <JsonView lines={lines} {...choice} fields={newest ? choice.fields : []} />
      ) : (
        <pre className={classes.payload}>
          {said.text}
          {said.cut ? ' …' : ''}
        </pre>
      )}
      {said.cut ? (
        <Text c="dimmed" size="sm">
          {t('detail.cut')}
        </Text>
      ) : null}
    </>
  );
}
