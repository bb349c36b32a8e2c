import { Group, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TimelineStep } from '@/data/routes/tools';
import { IconAction } from '@/ui/IconAction';
import { useRouteEdit } from '../context';
import { bind } from '../pipeline/bind';
import type { Mistake } from '../pipeline/check';
import type { Step } from '../pipeline/parse';
import { pipelineText } from '../pipeline/print';
import { useOperatorTexts } from '../texts';
import { KindIcon } from './KindIcon';
import { ParameterField } from './ParameterField';
import { StepResult } from './StepResult';
import classes from './steps.module.css';
import { useMistakeText } from './use-mistake-text';

interface Props {
  step: Step;
  index: number;
  last: boolean;
  /** Nothing can be changed here because a later part of the text cannot be read. */
  fixed: boolean;
  mistakes: Mistake[];
  result: TimelineStep | undefined;
  before: TimelineStep | undefined;
  failure: string | undefined;
  onParameter: (name: string, value: string | undefined) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One step: what it does, its parameters, and what it made of the present value. */
export function StepCard({ step, index, last, fixed, mistakes, result, before, failure, onParameter, onMove, onRemove }: Props) {
  const { t } = useTranslation('route-edit');
  const { vocabulary, document } = useRouteEdit();
  const texts = useOperatorTexts();
  const mistakeText = useMistakeText();
  const operator = vocabulary.operators.find(({ name }) => name === step.name);
  const { given } = bind(step, operator?.parameters ?? []);
  const atField = (name: string) => {
    const argument = given.get(name);
    return mistakes.find((one) =>
      argument ? one.at >= argument.at && one.end <= argument.end : one.kind === 'missing' && one.params['name'] === name,
    );
  };
  const shown = (operator?.parameters ?? []).map(({ name }) => atField(name));
  const others = mistakes.filter((mistake) => !shown.includes(mistake));
  const name = texts.name(step.name);
  return (
    // Alt with an arrow key moves the step from whichever of its fields one is in.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={classes.card}
      data-wrong={mistakes.length > 0 || undefined}
      data-testid={`step-${index}`}
      onKeyDown={(event) => {
        if (!event.altKey || fixed || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        onMove(event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <div className={classes.cardHead}>
        <KindIcon kind={step.name.startsWith('@') ? 'pipeline' : operator?.kind} />
        <div className={classes.names}>
          <strong>{name}</strong> {name === step.name ? null : <code className={classes.code}>{step.name}</code>}
        </div>
        <Group gap={0} wrap="nowrap">
          <IconAction
            title={t('steps.up')}
            label={t('steps.up_named', { number: index + 1, name })}
            icon={IconArrowUp}
            disabled={fixed || index === 0}
            onClick={() => onMove(-1)}
            focusName="up"
          />
          <IconAction
            title={t('steps.down')}
            label={t('steps.down_named', { number: index + 1, name })}
            icon={IconArrowDown}
            disabled={fixed || last}
            onClick={() => onMove(1)}
            focusName="down"
          />
          <IconAction
            title={t('remove')}
            label={t('steps.remove_named', { number: index + 1, name })}
            icon={IconTrash}
            disabled={fixed}
            onClick={onRemove}
          />
        </Group>
      </div>
      <Text size="sm" c="dimmed" className="break">
        {operator ? texts.doc(operator) : <code>{pipelineText(document.pipelines?.[step.name.slice(1)])}</code>}
      </Text>
      {operator && operator.parameters.length > 0 ? (
        <div className={classes.fields}>
          {operator.parameters.map((parameter, at) => {
            const mistake = atField(parameter.name);
            return (
              <ParameterField
                key={parameter.name}
                operator={operator}
                parameter={parameter}
                argument={given.get(parameter.name)}
                error={mistake ? mistakeText(mistake) : undefined}
                disabled={fixed}
                first={at === 0}
                onChange={(value) => onParameter(parameter.name, value)}
              />
            );
          })}
        </div>
      ) : null}
      {others.map((mistake) => (
        <Text key={`${mistake.kind} ${mistake.at}`} c="var(--mantine-color-error)" size="sm" mt={6}>
          {mistakeText(mistake)}
        </Text>
      ))}
      <StepResult operator={step.name} result={result} before={before} failure={failure} />
    </li>
  );
}
