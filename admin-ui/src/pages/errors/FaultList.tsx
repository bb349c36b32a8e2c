import { Badge } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from '@/data/faults/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import classes from '@/ui/list.module.css';
import { useWindowed } from '@/ui/use-windowed';

/** So many lines before the last one that is known the next ones are asked for. */
const AHEAD = 20;

interface Props {
  faults: readonly Fault[];
  onOpen: (fingerprint: string) => void;
  /** The end of what is known comes near. */
  onEnd: () => void;
}

/** Faults as one list that scrolls with the page, drawn where it can be seen. */
export function FaultList({ faults, onOpen, onEnd }: Props) {
  const { t } = useTranslation('upkeep');
  const { holder, from, to, before, after, measure } = useWindowed({ count: faults.length, height: 88, gap: 8 });
  const near = faults.length > 0 && measure !== undefined && to >= faults.length - AHEAD;
  useEffect(() => {
    if (near) onEnd();
    // Asked once for every end that comes near.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [near, faults.length]);
  return (
    <ul className={classes.list} ref={holder} aria-label={t('errors.title')} style={{ paddingTop: before, paddingBottom: after }}>
      {faults.slice(from, to).map((fault, index) => (
        <Line
          key={fault.fingerprint}
          fault={fault}
          place={from + index}
          total={faults.length}
          onOpen={onOpen}
          measure={measure}
        />
      ))}
    </ul>
  );
}

interface LineProps {
  fault: Fault;
  place: number;
  total: number;
  onOpen: (fingerprint: string) => void;
  measure: ((element: HTMLElement | null) => void) | undefined;
}

function Line({ fault, place, total, onOpen, measure }: LineProps) {
  const { t } = useTranslation('upkeep');
  const now = useNow();
  return (
    <li className={`surface ${classes.item}`} ref={measure} data-index={place} aria-posinset={place + 1} aria-setsize={total}>
      <button
        type="button"
        className={classes.open}
        onClick={() => onOpen(fault.fingerprint)}
        data-testid={`fault-${fault.fingerprint}`}
      >
        <span className={classes.head}>
          <b className="break">{fault.type}</b>
          {fault.new ? (
            <Badge color="red" tt="none">
              {t('errors.new')}
            </Badge>
          ) : null}
          <Badge variant="default" tt="none">
            {t('errors.times', { count: fault.count })}
          </Badge>
        </span>
        <span className="break">{fault.message}</span>
        <span className={classes.foot}>
          <span className="mono">{Object.keys(fault.parts).join(', ')}</span>
          <span>{t('errors.span', { first: moment(fault.first, now), last: moment(fault.last, now) })}</span>
        </span>
      </button>
    </li>
  );
}
