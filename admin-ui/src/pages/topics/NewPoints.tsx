import { Alert } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSample, useSubscription } from '@/data/live/context';
import { Value } from '@/pages/points/Value';
import { QualityMark } from '@/ui/QualityMark';
import classes from './topics.module.css';

const MOST = 50;
const PLAIN = { type: null, texts: {}, unit: '' };

/** Points that were just made, with the values they have by now. */
export function NewPoints({ instance, paths }: { instance: string; paths: readonly string[] }) {
  const { t } = useTranslation('topics');
  const addresses = paths.slice(0, MOST).map((path) => `${instance}.${path}`);
  useSubscription(addresses);
  return (
    <Alert
      color="teal"
      icon={<IconCircleCheck aria-hidden />}
      title={t('made', { count: paths.length })}
      role="status"
      data-testid="new-points"
    >
      <ul className={classes.points}>
        {addresses.map((address) => (
          <NewPoint key={address} address={address} />
        ))}
      </ul>
    </Alert>
  );
}

function NewPoint({ address }: { address: string }) {
  const { t } = useTranslation('topics');
  const sample = useSample(address);
  return (
    <li data-testid={`new-${address}`}>
      <Link to={`/points?q=${encodeURIComponent(address)}`} className={`mono break ${classes.link}`}>
        {address}
      </Link>
      {sample ? (
        <span className={classes.fresh}>
          <Value point={PLAIN} value={sample.value} /> <QualityMark quality={sample.quality} reason={sample.reason} />
        </span>
      ) : (
        <span className={classes.note}>{t('waiting')}</span>
      )}
    </li>
  );
}
