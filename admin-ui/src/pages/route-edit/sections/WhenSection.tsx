import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import { useProblem } from '../check/use-problem';
import { useDraft, useRouteEdit } from '../context';
import { conditionOf, type ConditionState } from '../preview/model';
import { useScalarText } from '../preview/use-scalar-text';
import { ExpressionField } from '../steps/ExpressionField';
import { wordEnd } from '../text/word-end';
import { Section } from './Section';
import classes from './sections.module.css';
import { Warning } from './Warning';

const SIGNS: Record<ConditionState, { shape: ShapeName; tone: Tone }> = {
  true: { shape: 'disc', tone: 'ok' },
  false: { shape: 'cross', tone: 'warn' },
  unknown: { shape: 'ring', tone: 'idle' },
  not_asked: { shape: 'ring', tone: 'idle' },
};

/** The condition, and whether it holds right now. */
export const WhenSection = memo(function WhenSection() {
  const { t } = useTranslation('route-edit');
  const [when, setWhen] = useDraft('when');
  const { error, warning, offset } = useProblem('/when');
  const marks = offset === undefined ? [] : [{ at: offset, end: wordEnd(when, offset) }];
  return (
    <Section title={t('when.title')} note={t('when.note')} side={<HoldsNow />} testId="section-when">
      <ExpressionField
        label={t('when.title')}
        labelHidden
        value={when}
        onChange={setWhen}
        placeholder={t('when.placeholder')}
        error={error}
        marks={marks}
        place="/when"
        testId="when"
      />
      <Warning text={warning} />
    </Section>
  );
});

function HoldsNow() {
  const { t } = useTranslation('route-edit');
  const text = useScalarText();
  const [when] = useDraft('when');
  const { preview } = useRouteEdit();
  if (when.trim() === '' || preview.state !== 'live' || preview.asked === undefined) return null;
  const state = conditionOf(preview.asked);
  return (
    <span className={classes.sign} aria-live="polite" data-testid="holds" data-state={state}>
      <Shape name={SIGNS[state].shape} tone={SIGNS[state].tone} size={13} />
      {t(`when.${state}`, { value: text(preview.asked.value) })}
    </span>
  );
}
