import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeaths, type Death } from '@/data/instances/past';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import classes from '@/ui/list.module.css';

/** Its ends that nobody asked for, the latest first, with the last lines before each. */
export function Deaths({ id }: { id: string }) {
  const { t } = useTranslation('instance');
  const deaths = useDeaths(id);
  if (deaths.error) return <ErrorNotice error={deaths.error} retry={() => void deaths.refetch()} />;
  if (!deaths.data) return null;
  if (deaths.data.length === 0) return <Text c="dimmed">{t('deaths.none')}</Text>;
  return (
    <ul className={classes.list} aria-label={t('deaths.title')} data-testid="deaths">
      {deaths.data.map((each) => (
        <Line key={each.ts} death={each} />
      ))}
    </ul>
  );
}

function Line({ death }: { death: Death }) {
  const { t } = useTranslation('instance');
  const reasons = useReason();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const lines = death.lines.map(({ ts, level, message }) => `${moment(ts, now)} ${level} ${message}`).join('\n');
  return (
    <li className={`surface ${classes.item} ${classes.plain}`}>
      <span className={classes.head}>
        <b>{moment(death.ts, now)}</b>
        <span className="break">{reasons.text(death.reason)}</span>
        {death.exit_code === null ? null : (
          <Text c="dimmed" span>
            {t('deaths.code', { code: death.exit_code })}
          </Text>
        )}
      </span>
      {death.lines.length > 0 ? (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setOpen(!open)} aria-expanded={open}>
            {t(open ? 'deaths.hide' : 'deaths.show')}
          </Button>
          {open ? (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <pre className={classes.trace} tabIndex={0} aria-label={t('deaths.lines')}>
              {lines}
            </pre>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
