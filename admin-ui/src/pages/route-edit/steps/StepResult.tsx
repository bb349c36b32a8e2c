import { IconArrowNarrowDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TimelineStep } from '@/data/routes/tools';
import { Shape } from '@/ui/shapes';
import { useScalarText } from '../preview/use-scalar-text';
import { useHeldText } from '../preview/use-held-text';
import classes from './steps.module.css';

interface Props {
  operator: string;
  result: TimelineStep | undefined;
  /** What came out of it last, while the present sample waits. */
  before: TimelineStep | undefined;
  failure: string | undefined;
}

/** The value after a step, or why there is none; always a line high, so that nothing jumps. */
export function StepResult({ operator, result, before, failure }: Props) {
  const { t } = useTranslation('route-edit');
  const text = useScalarText();
  const heldText = useHeldText();
  const last = before?.value === undefined ? undefined : t('result.last', { value: text(before.value) });
  return (
    <div className={classes.result}>
      <IconArrowNarrowDown size={16} aria-hidden />
      {failure !== undefined ? (
        <span className={classes.bad}>
          <Shape name="cross" tone="bad" size={12} />{' '}
          {t('result.failed', { message: failure.replace(/^\w+(?:Error|Exception): /, '') })}
        </span>
      ) : result === undefined ? (
        <span className={classes.unknown}>{last ?? t('result.unknown')}</span>
      ) : result.held ? (
        <span className={classes.held}>
          <Shape name="octagon" tone="warn" size={12} /> {heldText(operator)}
        </span>
      ) : result.later ? (
        <span className={classes.held}>
          <Shape name="dashed" tone="busy" size={12} /> {t('result.later')} {last}
        </span>
      ) : (
        <span className="numbers">
          {`${t('result.value')} `}
          <strong>{text(result.value ?? null)}</strong>
        </span>
      )}
    </div>
  );
}
