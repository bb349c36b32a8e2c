import { Button, Text } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProblem } from '../check/use-problem';
import { useRouteEdit } from '../context';
import type { Mistake } from '../pipeline/check';
import { completePipeline } from '../pipeline/complete';
import { CompletingInput } from '../text/CompletingInput';
import { wordEnd } from '../text/word-end';
import { useOptionDetail } from '../texts';
import classes from './steps.module.css';
import { useMistakeText } from './use-mistake-text';
import type { PipelineEdit } from './use-pipeline';

const NO_WORDS = { variables: [], functions: [] };
const MOST = 5;

/** The pipeline as text, with what is wrong in it at its place. */
export function PipelineText({ pipeline, problem }: { pipeline: PipelineEdit; problem: FieldProblem }) {
  const { t } = useTranslation('route-edit');
  const edit = useRouteEdit();
  const mistakeText = useMistakeText();
  const detailOf = useOptionDetail(edit);
  const { vocabulary } = edit;
  const words = edit.language ?? NO_WORDS;
  const complete = useCallback(
    (text: string, caret: number) => completePipeline(text, caret, vocabulary, words),
    [vocabulary, words],
  );
  const { text, setText, mistakes } = pipeline;
  const fromRouter =
    mistakes.length === 0 && problem.offset !== undefined ? [{ at: problem.offset, end: wordEnd(text, problem.offset) }] : [];
  const repair = ({ at, fix = '' }: Mistake, end: number) => setText(text.slice(0, at) + fix + text.slice(end));
  const error =
    mistakes.length > 0 ? (
      <span className={classes.mistakes}>
        {mistakes.slice(0, MOST).map((mistake) => (
          <span key={`${mistake.at} ${mistake.kind}`}>
            {mistakeText(mistake)}
            {mistake.fix ? (
              <Button
                variant="default"
                size="compact-xs"
                ml={8}
                // A wrong name of a parameter is a part of its argument.
                onClick={() => repair(mistake, mistake.end)}
              >
                {t('mistake.repair', { fix: mistake.fix })}
              </Button>
            ) : null}
          </span>
        ))}
      </span>
    ) : (
      problem.error
    );
  return (
    <>
      <CompletingInput
        label={t('steps.text_label')}
        labelHidden
        value={text}
        onChange={setText}
        complete={complete}
        detailOf={detailOf}
        placeholder={t('steps.text_placeholder')}
        marks={[...mistakes, ...fromRouter]}
        error={error}
        place="/transform"
        testId="transform"
      />
      <Text size="sm" c="dimmed" mt={6}>
        {t('steps.text_help')}
      </Text>
    </>
  );
}
