import { Alert, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProblem } from '../check/use-problem';
import { useRouteEdit } from '../context';
import { failedStep, stepResults } from '../preview/model';
import { AddStep } from './AddStep';
import { StepCard } from './StepCard';
import classes from './steps.module.css';
import type { PipelineEdit } from './use-pipeline';
import { useMistakeText } from './use-mistake-text';

/** The steps one below the other, each with the value after it. */
export function StepList({ pipeline, problem }: { pipeline: PipelineEdit; problem: FieldProblem }) {
  const { t } = useTranslation('route-edit');
  const { preview, document } = useRouteEdit();
  const list = useRef<HTMLOListElement>(null);
  const mistakeText = useMistakeText();
  const focus = useRef<{ index: number; on: string } | null>(null);
  const [said, setSaid] = useState('');
  const { steps, mistakes } = pipeline;
  const results = stepResults(preview.run, steps, document.pipelines);
  // While the newest sample waits in a window, what came out of it last tells the most.
  const before = preview.run?.outcome === 'pending' ? stepResults(preview.emitted, steps, document.pipelines) : [];
  const failed = failedStep(preview.run, steps, document.pipelines);
  const broken = pipeline.problem && mistakes.find(({ kind }) => kind === pipeline.problem?.kind);
  useEffect(() => {
    if (focus.current === null) return;
    const card = list.current?.children[focus.current.index];
    const wanted = card?.querySelector<HTMLElement>(`[data-focus="${focus.current.on}"]:not(:disabled)`);
    (wanted ?? card?.querySelector<HTMLElement>('input, textarea, button:not(:disabled)'))?.focus();
    focus.current = null;
  });
  const move = (index: number, by: -1 | 1) => {
    const to = index + by;
    if (to < 0 || to >= steps.length) return;
    pipeline.move(index, to);
    focus.current = { index: to, on: by < 0 ? 'up' : 'down' };
    setSaid(t('steps.moved', { from: index + 1, to: to + 1 }));
  };
  return (
    <>
      {steps.length === 0 && !broken ? <Text c="dimmed">{t('steps.none')}</Text> : null}
      <ol className={classes.list} ref={list}>
        {steps.map((step, index) => (
          <StepCard
            key={`${index} ${step.name}`}
            step={step}
            index={index}
            last={index === steps.length - 1}
            fixed={broken !== undefined}
            mistakes={mistakes.filter(({ at, end }) => at >= step.at && end <= step.end)}
            result={results[index]}
            before={before[index]}
            failure={index === failed ? (preview.run?.message ?? '') : undefined}
            onParameter={(name, value) => pipeline.setParameter(index, name, value)}
            onMove={(by) => move(index, by)}
            onRemove={() => {
              pipeline.remove(index);
              setSaid(t('steps.removed', { number: index + 1 }));
            }}
          />
        ))}
      </ol>
      {broken ? (
        <Alert color="red" mt="xs" title={t('steps.unreadable')}>
          <code className="break">{pipeline.text.slice(steps.at(-1)?.end ?? 0)}</code>
          <Text mt={4}>{mistakeText(broken)}</Text>
        </Alert>
      ) : (
        <AddStep
          onAdd={(text) => {
            pipeline.add(text);
            focus.current = { index: steps.length, on: 'parameter' };
          }}
        />
      )}
      {problem.error && mistakes.length === 0 ? (
        <Text c="var(--mantine-color-error)" size="sm" mt={4} role="alert">
          {problem.error}
        </Text>
      ) : null}
      <span className={classes.spoken} aria-live="polite">
        {said}
      </span>
    </>
  );
}
