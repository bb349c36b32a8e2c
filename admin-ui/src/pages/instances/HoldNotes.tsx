import { Button } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRights } from '@/data/auth/rights';
import { useHoldActions, type Hold } from '@/data/holds/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { useNotify } from '@/ui/notify';
import classes from './instances.module.css';

interface Props {
  id: string;
  holds: Hold[] | undefined;
}

/** What of an instance is under maintenance: by whom, why, until when; with a button that ends it. */
export function HoldNotes({ id, holds }: Props) {
  if (!holds) return null;
  return (
    <div className={classes.holds} data-testid={`instance-${id}-holds`}>
      {holds.map((hold) => (
        <Note key={hold.path} hold={hold} />
      ))}
    </div>
  );
}

function Note({ hold }: { hold: Hold }) {
  const { t } = useTranslation(['instances', 'upkeep']);
  const { lift } = useHoldActions();
  const { done, failed } = useNotify();
  const operator = useRights()('operator');
  const now = useNow();
  const { instance, path, by, reason, until } = hold;
  const end = () => lift.mutate({ instance, path }, { onSuccess: () => done(t('hold.lifted')), onError: failed });
  return (
    <div className={classes.holdNote}>
      <IconTool size={16} aria-hidden style={{ flexShrink: 0 }} />
      <span className="break">
        <b>{t(path === '' ? 'hold.whole' : 'hold.of', { path })}</b> {t('hold.note', { by, reason, until: moment(until, now) })}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={end}
        loading={lift.isPending}
        disabled={!operator}
        title={operator ? undefined : t('upkeep:needs_operator')}
        data-testid={`lift-${[instance, path].filter(Boolean).join('.')}`}
      >
        {t('hold.lift')}
      </Button>
    </div>
  );
}
