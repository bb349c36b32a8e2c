import { SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblem } from '../check/use-problem';
import { useRouteEdit } from '../context';
import { Section } from '../sections/Section';
import { Warning } from '../sections/Warning';
import { PipelineText } from './PipelineText';
import { StepList } from './StepList';
import classes from './steps.module.css';
import { usePipeline } from './use-pipeline';

/** What happens to the value on its way, as cards or as text. */
export const StepsSection = memo(function StepsSection() {
  const { t } = useTranslation('route-edit');
  const { language } = useRouteEdit();
  const pipeline = usePipeline();
  const problem = useProblem('/transform');
  const [view, setView] = useLocalStorage<'cards' | 'text'>({ key: 'dinrail-steps-view', defaultValue: 'cards' });
  // Cards are made from what the router says of its operators.
  const shown = language === undefined ? 'text' : view;
  return (
    <Section
      title={t('steps.title')}
      note={t('steps.note')}
      testId="section-steps"
      side={
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={(next) => setView(next)}
          disabled={language === undefined}
          aria-label={t('steps.view')}
          data={[
            { value: 'cards', label: t('steps.cards') },
            { value: 'text', label: t('steps.text') },
          ]}
        />
      }
    >
      {shown === 'cards' ? (
        <StepList pipeline={pipeline} problem={problem} />
      ) : (
        <PipelineText pipeline={pipeline} problem={problem} />
      )}
      {pipeline.text !== '' && shown === 'cards' ? (
        <p className={classes.asText}>
          <span>{t('steps.as_text')}</span> <code className="break">{pipeline.text}</code>
        </p>
      ) : null}
      <Warning text={problem.warning} />
    </Section>
  );
});
