import { useMemo } from 'react';
import { useDraft, useRouteEdit } from '../context';
import { withParameter } from '../pipeline/bind';
import { checkPipeline, type Mistake } from '../pipeline/check';
import { parsePipeline, type Pipeline } from '../pipeline/parse';
import { joinSteps } from '../pipeline/print';

const NONE: Mistake[] = [];

/** The pipeline as text and as steps, which are the same thing; and what changes it. */
export function usePipeline() {
  const { vocabulary, language } = useRouteEdit();
  const [text, setText] = useDraft('transform');
  const pipeline: Pipeline = useMemo(() => parsePipeline(text), [text]);
  // Without the router's list of operators nothing can be said to be unknown.
  const mistakes = useMemo(
    () => (language === undefined && pipeline.problem === undefined ? NONE : checkPipeline(pipeline, vocabulary)),
    [language, pipeline, vocabulary],
  );
  const { steps } = pipeline;
  const write = (texts: string[]) => setText(joinSteps(texts));
  const texts = steps.map((step) => step.text);
  return {
    text,
    setText,
    steps,
    problem: pipeline.problem,
    mistakes,
    remove: (index: number) => write(texts.toSpliced(index, 1)),
    move: (index: number, to: number) => write(moved(texts, index, to)),
    add: (step: string) => write([...texts, step]),
    setParameter: (index: number, name: string, value: string | undefined) => {
      const step = steps[index];
      const operator = vocabulary.operators.find((known) => known.name === step?.name);
      if (step && operator) write(texts.with(index, withParameter(step, operator, name, value)));
    },
  };
}

export type PipelineEdit = ReturnType<typeof usePipeline>;

/** A list with one of its items at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}
