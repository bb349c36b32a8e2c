import { useTranslation } from 'react-i18next';
import { useDraft } from '../context';
import classes from './addresses.module.css';
import { fill } from './pattern';
import { useFirstMatches } from './use-first-matches';

/** What a target with {1} in it becomes for the first points that match. */
export function TargetNow({ target }: { target: string }) {
  const { t } = useTranslation('route-edit');
  const [from] = useDraft('from');
  const matches = useFirstMatches(from);
  const made = matches.map(({ captures }) => fill(target, captures)).filter((address) => address !== null);
  return (
    <div className={classes.now}>
      {made.length > 0 ? (
        <span className={classes.dim}>
          {`${t('to.for_example')} `}
          <span className="mono break">{made.slice(0, 2).join(', ')}</span>
          {made.length > 2 ? ' …' : ''}
        </span>
      ) : null}
    </div>
  );
}
