import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrorsOf } from '@/data/errors';
import { INSTANCES_KEY, useReach, useRenameInstance } from '@/data/instances/queries';
import type { Instance, Reach } from '@/data/instances/types';
import { useJob } from '@/data/jobs/queries';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { JobProgress } from '@/ui/JobProgress';

interface Props {
  instance: Instance;
  onClose: () => void;
  /** It has its new id. */
  onRenamed?: ((id: string) => void) | undefined;
}

/** Another id; shows how far the job is, which goes on when the dialog is closed. */
export function RenameDialog({ instance, onClose, onRenamed }: Props) {
  const { t } = useTranslation(['instances', 'common']);
  const client = useQueryClient();
  const rename = useRenameInstance();
  const job = useJob(rename.data?.id ?? null).data ?? rename.data;
  const state = job?.state;
  const renamed = state === 'done' ? rename.variables?.id : undefined;
  useEffect(() => {
    if (state === 'done' || state === 'failed') void client.invalidateQueries({ queryKey: INSTANCES_KEY });
  }, [client, state]);
  useEffect(() => {
    if (renamed !== undefined) onRenamed?.(renamed);
    // It happens once, whatever the page passes next.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [renamed]);
  const name = instance.title || instance.id;
  return (
    <Modal opened onClose={onClose} title={t('rename.title', { name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {job ? (
        <Stack>
          <JobProgress job={job} />
          {state === 'done' ? <Followed result={job.result} /> : null}
          <Group justify="flex-end">
            <Button variant={state === 'running' ? 'default' : 'filled'} onClick={onClose} data-testid="rename-close">
              {t(state === 'running' ? 'rename.background' : 'common:close')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Wish instance={instance} rename={rename} onClose={onClose} />
      )}
    </Modal>
  );
}

/** What became of the routes that named it and of the widgets that show it. */
function Followed({ result }: { result: Record<string, unknown> }) {
  const { t } = useTranslation('instances');
  const widgets = Number(result['widgets'] ?? 0);
  const refused = result['widgets_refused'];
  return (
    <>
      <Routes result={result} />
      {widgets > 0 ? <Text data-testid="rename-widgets">{t('rename.widgets_changed', { count: widgets })}</Text> : null}
      {typeof refused === 'string' ? (
        <Text className="break" style={{ color: 'var(--rail-warn)' }}>
          {`${t('rename.widgets_kept')} ${refused}`}
        </Text>
      ) : null}
    </>
  );
}

function Routes({ result }: { result: Record<string, unknown> }) {
  const { t } = useTranslation('instances');
  const routes = Array.isArray(result['routes']) ? result['routes'] : [];
  if (routes.length === 0) return <Text>{t('rename.no_routes')}</Text>;
  if (result['routes_changed'] === true) return <Text>{t('rename.routes_changed', { count: routes.length })}</Text>;
  const why = typeof result['routes_refused'] === 'string' ? result['routes_refused'] : '';
  return (
    <Text className="break" style={{ color: 'var(--rail-warn)' }}>
      {`${t('rename.routes_kept', { count: routes.length, routes: routes.join(', ') })} ${why}`}
    </Text>
  );
}

interface WishProps {
  instance: Instance;
  rename: ReturnType<typeof useRenameInstance>;
  onClose: () => void;
}

function Wish({ instance, rename, onClose }: WishProps) {
  const { t } = useTranslation(['instances', 'common']);
  const reasons = useReason();
  const reach = useReach(instance.id, true);
  const [id, setId] = useState(instance.id);
  const [routes, setRoutes] = useState(true);
  const wrong = fieldErrorsOf(rename.error).find(({ path }) => path === '/id');
  const shownBy = ({ widgets, pages }: Reach) =>
    widgets === 0
      ? t('rename.shown_nowhere')
      : `${t('rename.shown_by', { count: widgets, pages: t('rename.pages', { count: pages }) })} ${t('rename.shown_follow')}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ of: instance.id, id: id.trim(), routes });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>{t('rename.text')}</Text>
        <TextInput
          label={t('rename.id')}
          description={t('rename.id_help')}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          error={wrong ? reasons.text(wrong) : null}
          data-autofocus
          data-testid="rename-id"
        />
        <Checkbox
          checked={routes}
          onChange={(event) => setRoutes(event.currentTarget.checked)}
          label={t('rename.routes')}
          description={reach.data ? t('rename.named_by', { count: reach.data.routes.length }) : undefined}
        />
        {reach.data ? <Text data-testid="rename-shown">{shownBy(reach.data)}</Text> : null}
        {rename.error && !wrong ? <ErrorNotice error={rename.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            type="submit"
            loading={rename.isPending}
            disabled={id.trim() === '' || id.trim() === instance.id}
            data-testid="rename-save"
          >
            {t('rename.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
