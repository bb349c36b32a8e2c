import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../context';
import classes from './addresses.module.css';
import { wildcardsOf } from './pattern';
import { useFirstMatches } from './use-first-matches';

const MOST = 4;

/** What {1}, {2} … stand for, and buttons that put them into a target. */
export function Captures({ onInsert }: { onInsert: (capture: string) => void }) {
  const { t } = useTranslation('route-edit');
  const [from] = useDraft('from');
  const matches = useFirstMatches(from);
  const count = Math.max(0, ...from.map(wildcardsOf));
  if (count === 0) return null;
  return (
    <div className={classes.hints} data-testid="captures">
      <span>{t('to.captures')}</span>
      {Array.from({ length: count }, (_, index) => {
        const name = `{${index + 1}}`;
        const seen = [...new Set(matches.map(({ captures }) => captures[index] ?? ''))].filter(Boolean);
        const examples = seen.slice(0, MOST).join(', ') + (seen.length > MOST ? ' …' : '');
        return (
          <Button
            key={name}
            variant="default"
            size="compact-sm"
            onClick={() => onInsert(name)}
            title={t('to.insert', { capture: name })}
          >
            <span className="mono">{name}</span>
            {examples ? <span className={classes.dim}>{` = ${examples}`}</span> : null}
          </Button>
        );
      })}
    </div>
  );
}
