import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrorsOf } from '@/data/errors';
import { conflictOf } from '@/data/routes/conflict';
import { mergeOnTop } from '@/data/routes/merge';
import { useSaveRoutes } from '@/data/routes/mutations';
import type { RoutesDocument, RoutesView } from '@/data/routes/types';
import { lineNear } from '@/json/locate';
import { JsonEditor } from '@/json/JsonEditor';
import { JsonProblemText } from '@/json/JsonProblem';
import { parseJson } from '@/json/position';
import { LeaveGuard, useSaveKey } from '@/ui/LeaveGuard';
import { useNotify } from '@/ui/notify';
import { ConflictDialog } from '../conflict/ConflictDialog';
import { EXAMPLE } from './example';
import { FileProblems } from './FileProblems';
import { useFindings } from './use-findings';

interface Props {
  view: RoutesView;
  /** Whether it is looked at; the text stays while it is not. */
  active: boolean;
}

const pretty = (document: unknown) => JSON.stringify(document, null, 2);

/** routing.json as text; saving is based on the revision the text began with. */
export default function FileTab({ view, active }: Props) {
  const { t } = useTranslation(['routes', 'common']);
  const { done } = useNotify();
  const save = useSaveRoutes();
  const [base, setBase] = useState(view);
  const [text, setText] = useState(() => pretty(view.document));
  const dirty = text !== pretty(base.document);
  const begin = (from: RoutesView) => {
    setBase(from);
    setText(pretty(from.document));
    save.reset();
  };
  // Without changes of my own the text follows what is stored.
  if (!dirty && view.revision > base.revision) begin(view);
  const parsed = parseJson(text);
  const problem = 'problem' in parsed ? parsed.problem : undefined;
  const mine = 'value' in parsed ? (parsed.value as RoutesDocument) : undefined;
  const findings = useFindings(active && dirty ? mine : undefined);
  const conflict = conflictOf(save.error);
  const refused = problem ? [] : fieldErrorsOf(save.error);
  const marked = problem ? [problem.line ?? 1] : [...refused, ...findings].map(({ path }) => lineNear(text, path));
  const store = (document: RoutesDocument, revision: number) =>
    save.mutate(
      { document, revision },
      {
        onSuccess: (stored) => {
          done(t('saved'));
          begin(stored);
        },
      },
    );
  const ready = active && dirty && mine !== undefined && !save.isPending;
  useSaveKey(() => ready && store(mine, base.revision));
  return (
    <Stack gap="sm">
      <LeaveGuard isDirty={() => dirty} />
      {dirty && view.revision > base.revision ? <Alert color="blue">{t('file.newer')}</Alert> : null}
      <JsonEditor
        label={t('editor')}
        value={text}
        onChange={(next) => {
          setText(next);
          save.reset();
        }}
        marked={marked}
        describedBy="routes-problem"
      />
      <div id="routes-problem" aria-live="polite">
        {problem ? (
          <Alert color="red" data-testid="json-problem">
            <JsonProblemText problem={problem} />
          </Alert>
        ) : (
          <FileProblems text={text} error={conflict ? null : save.error} refused={refused} findings={findings} />
        )}
      </div>
      <Group>
        <Button
          onClick={() => mine && store(mine, base.revision)}
          loading={save.isPending}
          disabled={!ready && !save.isPending}
          data-testid="save-routes"
        >
          {t('common:save')}
        </Button>
        <Button variant="default" onClick={() => begin(view)} disabled={!dirty || save.isPending} data-testid="discard">
          {t('file.discard')}
        </Button>
        {(base.document.routes ?? []).length === 0 ? (
          <Button variant="subtle" onClick={() => setText(pretty({ ...base.document, ...EXAMPLE }))}>
            {t('example')}
          </Button>
        ) : null}
        {dirty ? <Text c="dimmed">{t('unsaved')}</Text> : null}
      </Group>
      {conflict && mine ? (
        <ConflictDialog
          base={base.document}
          mine={mine}
          theirs={conflict.current}
          pending={save.isPending}
          error={null}
          onTheirs={() => begin(conflict.current)}
          onMine={() => store(mergeOnTop(base.document, mine, conflict.current.document), conflict.current.revision)}
          onClose={() => save.reset()}
        />
      ) : null}
    </Stack>
  );
}
