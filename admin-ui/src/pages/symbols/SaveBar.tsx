import { Button, Text } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Selection } from '@/data/nodes/types';
import { number } from '@/format/number';
import { Shape } from '@/ui/shapes';
import classes from './symbols.module.css';
import type { Ticks } from './use-ticks';

interface Props {
  id: string;
  ticks: Ticks;
  ready: boolean;
  pending: boolean;
  onSave: () => void;
}

/** How many points there will be, what of them the PLC sends, and saving. */
export function SaveBar({ id, ticks, ready, pending, onSave }: Props) {
  const { t } = useTranslation(['symbols', 'common']);
  const { answer, dirty, saved, unsaved } = ticks;
  return (
    <div className={classes.bar}>
      <Button
        onClick={onSave}
        loading={pending}
        disabled={!ready}
        leftSection={<IconDeviceFloppy size={18} />}
        data-testid="save"
      >
        {t('common:save')}
      </Button>
      <Button variant="default" onClick={ticks.forget} disabled={!dirty || pending} data-testid="discard">
        {t('discard')}
      </Button>
      <Text c="dimmed" aria-live="polite" data-testid="save-state">
        {dirty ? t('unsaved', { count: unsaved }) : saved ? t('saved') : ''}
      </Text>
      {answer ? <Budget id={id} answer={answer} /> : null}
    </div>
  );
}

function Budget({ id, answer }: { id: string; answer: Selection }) {
  const { t } = useTranslation('symbols');
  const { points, limit, surplus, sent, budget, polled, held } = answer;
  return (
    <div className={classes.budget} data-testid="budget">
      <span title={t('budget.help')}>
        {`${t('budget.points', { count: points, shown: number(points), limit: number(limit) })} · `}
        {t('budget.sent', { sent: number(sent), budget: number(budget) })}
        {polled > 0 ? ` · ${t('budget.polled', { count: polled, shown: number(polled) })}` : ''}
      </span>
      {surplus > 0 ? <Warning text={t('budget.surplus', { count: surplus, shown: number(surplus) })} /> : null}
      {held.length > 0 ? (
        <Link to={`/instances/${id}/edit`} className={classes.warning}>
          <Warning text={t('budget.held', { count: held.length, first: held[0] })} />
        </Link>
      ) : null}
    </div>
  );
}

function Warning({ text }: { text: string }) {
  return (
    <span className={classes.warning}>
      <Shape name="triangle" tone="warn" size={13} />
      {text}
    </span>
  );
}
