import { Alert, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrors, useForm } from '@/form/context';
import { isObject } from '@/form/pointer';
import { useReason } from '@/i18n/reason';
import { ErrorPlaces } from '@/json/ErrorPlaces';
import { lineNear } from '@/json/locate';
import { JsonEditor } from '@/json/JsonEditor';
import { JsonProblemText } from '@/json/JsonProblem';
import { parseJson } from '@/json/position';

const ABOVE = '/config';

/** The configuration as text; each valid state is taken over at once, errors are marked at their lines. */
export function ConfigText({ onBroken }: { onBroken: (broken: boolean) => void }) {
  const { t } = useTranslation('form');
  const reasons = useReason();
  const { store } = useForm();
  const errors = useErrors()
    .filter(({ path }) => path.startsWith(ABOVE))
    .map((error) => ({ ...error, path: error.path.slice(ABOVE.length) }));
  const [text, setText] = useState(() => JSON.stringify(store.get(ABOVE) ?? {}, null, 2));
  const parsed = parseJson(text);
  const problem = 'problem' in parsed ? parsed.problem : undefined;
  const noObject = 'value' in parsed && !isObject(parsed.value);
  const change = (next: string) => {
    setText(next);
    const result = parseJson(next);
    const usable = 'value' in result && isObject(result.value);
    if (usable) store.set(ABOVE, result.value);
    onBroken(!usable);
  };
  const marked = problem ? [problem.line ?? 1] : errors.map(({ path }) => lineNear(text, path));
  return (
    <Stack gap="sm">
      <Text c="dimmed">{t('json_help')}</Text>
      <JsonEditor label={t('tab.json')} value={text} onChange={change} marked={marked} describedBy="config-problems" />
      <div id="config-problems" aria-live="polite">
        {problem ? (
          <Alert color="red">
            <JsonProblemText problem={problem} />
          </Alert>
        ) : null}
        {noObject ? <Alert color="red">{reasons.text({ key: 'wrong_type', params: { expected: 'object' } })}</Alert> : null}
        {problem ? null : <ErrorPlaces text={text} errors={errors} />}
      </div>
    </Stack>
  );
}
