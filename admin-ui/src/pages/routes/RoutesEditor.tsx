import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, fieldErrorsOf } from '@/data/errors';
import { useSaveRoutes } from '@/data/routes/mutations';
import { useRoutes } from '@/data/routes/queries';
import type { RoutesDocument, RoutesView } from '@/data/routes/types';
import { ErrorPlaces } from '@/json/ErrorPlaces';
import { lineNear } from '@/json/locate';
import { JsonEditor } from '@/json/JsonEditor';
import { JsonProblemText } from '@/json/JsonProblem';
import { parseJson } from '@/json/position';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { LeaveGuard, useSaveKey } from '@/ui/LeaveGuard';

const EXAMPLE = {
  routes: [
    { id: 'example', from: 'inverter_1.power', transform: 'scale(0.001) | round(2)', to: 'calc.house.power_kw', enabled: false },
  ],
};

const pretty = (document: unknown) => JSON.stringify(document, null, 2);

/** routing.json as text; saving is based on the revision the text began with. */
export function RoutesEditor({ view, onClose }: { view: RoutesView; onClose: () => void }) {
  const { t } = useTranslation(['routes', 'common']);
  const { done } = useNotify();
  const save = useSaveRoutes();
  const latest = useRoutes();
  const [base, setBase] = useState(view);
  const [text, setText] = useState(pretty(view.document));
  const parsed = parseJson(text);
  const problem = 'problem' in parsed ? parsed.problem : undefined;
  const places = problem ? [] : fieldErrorsOf(save.error);
  const marked = problem ? [problem.line ?? 1] : places.map(({ path }) => lineNear(text, path));
  const dirty = text !== pretty(base.document);
  const conflict = save.error instanceof ApiError && save.error.status === 409;
  const finish = () => {
    done(t('saved'));
    onClose();
  };
  const store = (revision: number) => {
    if ('value' in parsed) save.mutate({ document: parsed.value as RoutesDocument, revision }, { onSuccess: finish });
  };
  const loadTheirs = async () => {
    const { data } = await latest.refetch();
    if (data === undefined) return;
    setBase(data);
    setText(pretty(data.document));
    save.reset();
  };
  const overwrite = async () => {
    const { data } = await latest.refetch();
    if (data !== undefined) store(data.revision);
  };
  useSaveKey(() => store(base.revision));
  const change = (next: string) => {
    setText(next);
    save.reset();
  };
  return (
    <Stack gap="sm">
      <LeaveGuard isDirty={() => dirty} />
      <JsonEditor label={t('editor')} value={text} onChange={change} marked={marked} describedBy="routes-problem" />
      <div id="routes-problem" aria-live="polite">
        {problem ? (
          <Alert color="red" data-testid="json-problem">
            <JsonProblemText problem={problem} />
          </Alert>
        ) : null}
        {save.error && !conflict && places.length === 0 ? <ErrorNotice error={save.error} /> : null}
        {places.length > 0 ? (
          <Alert
            color="red"
            icon={<IconAlertTriangle aria-hidden />}
            title={t('refused')}
            role="alert"
            data-testid="routes-errors"
          >
            <ErrorPlaces text={text} errors={places} />
          </Alert>
        ) : null}
      </div>
      <Group>
        <Button
          onClick={() => store(base.revision)}
          loading={save.isPending}
          disabled={problem !== undefined || !dirty}
          data-testid="save-routes"
        >
          {t('common:save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        {(base.document.routes ?? []).length === 0 ? (
          <Button variant="subtle" onClick={() => change(pretty({ ...base.document, ...EXAMPLE }))}>
            {t('example')}
          </Button>
        ) : null}
        {dirty ? <Text c="dimmed">{t('unsaved')}</Text> : null}
      </Group>
      <Modal
        opened={conflict}
        onClose={() => save.reset()}
        title={t('conflict.title')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack>
          <Text>{t('conflict.text')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => void loadTheirs()}>
              {t('conflict.theirs')}
            </Button>
            <Button color="red" onClick={() => void overwrite()} loading={save.isPending}>
              {t('conflict.mine')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
