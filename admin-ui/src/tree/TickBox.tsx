import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TickState } from './ticks';

interface Props {
  name: string;
  state: TickState;
  testId: string;
  onChange: (on: boolean) => void;
}

/** A box for a node and all below it; what is ticked in part becomes ticked as a whole. */
export function TickBox({ name, state, testId, onChange }: Props) {
  const { t } = useTranslation('symbols');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <input
      ref={box}
      type="checkbox"
      // The grid has the focus; Space reaches it there.
      tabIndex={-1}
      aria-label={t('tick', { name })}
      checked={state === 'all'}
      disabled={state === 'unknown'}
      onChange={() => onChange(state !== 'all')}
      onClick={(event) => event.stopPropagation()}
      data-testid={testId}
      data-state={state}
    />
  );
}
