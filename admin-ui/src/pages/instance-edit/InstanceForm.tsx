import { Button, Stack, Text } from '@mantine/core';
import { IconCheck, IconDeviceFloppy } from '@tabler/icons-react';
import { Suspense, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { AdapterType } from '@/data/adapters/types';
import { useAnswerer } from '@/data/calls/answerer';
import { offers } from '@/data/calls/offers';
import type { InstanceDraft } from '@/data/instances/types';
import { FormProvider } from '@/form/context';
import type { JsonSchema } from '@/form/schema';
import { FormStore } from '@/form/store';
import { currentLanguage } from '@/i18n';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { LeaveGuard, useSaveKey } from '@/ui/LeaveGuard';
import { useNotify } from '@/ui/notify';
import { BusProvider } from './bus/context';
import { PlanSection, toolsOf } from './bus/tools';
import { ConfigSection } from './ConfigSection';
import { ConflictDialog } from './ConflictDialog';
import { draftOf } from './draft';
import classes from './edit.module.css';
import { ErrorSummary } from './ErrorSummary';
import { IdentitySection } from './IdentitySection';
import { LimitsSection } from './LimitsSection';
import { useSave } from './use-save';

interface Props {
  initial: InstanceDraft;
  /** null for a new one. */
  revision: number | null;
  /** undefined when the type is not installed (any more). */
  type: AdapterType | undefined;
  taken: readonly string[];
}

/** The whole of an instance: identity, the form made from its type's schema, limits. */
export function InstanceForm({ initial, revision: firstRevision, type, taken }: Props) {
  const { t } = useTranslation(['form', 'common']);
  const navigate = useNavigate();
  const { done } = useNotify();
  const [store] = useState(() => new FormStore(initial));
  const [revision, setRevision] = useState(firstRevision);
  const [textBroken, setTextBroken] = useState(false);
  const schema = (type?.schema ?? null) as JsonSchema | null;
  const isNew = revision === null;
  const dirty = useSyncExternalStore(store.subscribe, () => store.dirty);
  const name = () => {
    const { title, id } = store.value as InstanceDraft;
    return title || id;
  };
  const saving = useSave(store, { revision, schema, taken }, () => {
    done(t(isNew ? 'saved_new' : 'saved', { name: name() }));
    store.replace(store.value, true);
    void navigate('/instances');
  });
  const ready = !saving.pending && !textBroken;
  useSaveKey(() => ready && saving.save());
  const book = type?.locales[currentLanguage()];
  const root = useMemo(() => schema ?? {}, [schema]);
  const tools = useMemo(() => toolsOf(type), [type]);
  const answerer = useAnswerer(isNew ? null : initial.id, initial.type);
  const bus = useMemo(() => ({ instance: isNew ? null : initial.id, answerer }), [isNew, initial.id, answerer]);
  return (
    <FormProvider store={store} root={root} book={book} tools={tools}>
      <BusProvider value={bus}>
        <LeaveGuard isDirty={() => store.dirty} />
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) saving.save();
          }}
        >
          <Stack gap="md">
            <IdentitySection isNew={isNew} type={type} taken={taken} />
            <ConfigSection schema={schema} typeName={initial.type} onBroken={setTextBroken} />
            {offers(type, 'plan') ? (
              <Suspense>
                <PlanSection />
              </Suspense>
            ) : null}
            <LimitsSection defaults={type?.limits ?? {}} />
            <ErrorSummary />
            {saving.error ? <ErrorNotice error={saving.error} retry={saving.save} /> : null}
            <div className={classes.bar}>
              <Button
                type="submit"
                loading={saving.pending && !saving.checking}
                disabled={!ready}
                leftSection={<IconDeviceFloppy size={18} />}
                data-testid="save"
              >
                {isNew ? t('save_new') : t('common:save')}
              </Button>
              <Button
                variant="default"
                onClick={saving.check}
                loading={saving.checking}
                disabled={!ready}
                leftSection={<IconCheck size={18} />}
              >
                {t('check')}
              </Button>
              <Button variant="subtle" color="gray" component={Link} to="/instances">
                {t('common:cancel')}
              </Button>
              <Text c="dimmed" aria-live="polite">
                {saving.checked ? t('check_ok') : dirty ? t('unsaved') : ''}
              </Text>
            </div>
          </Stack>
        </form>
        {saving.conflict ? (
          <ConflictDialog
            mine={store.value as InstanceDraft}
            theirs={saving.conflict}
            onClose={saving.forget}
            onTheirs={(theirs) => {
              store.replace(draftOf(theirs), true);
              setRevision(theirs.revision);
              saving.forget();
            }}
            onMine={(theirs) => {
              setRevision(theirs.revision);
              saving.overwrite(theirs.revision);
            }}
          />
        ) : null}
      </BusProvider>
    </FormProvider>
  );
}
