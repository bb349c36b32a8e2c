import { Button, Group, Select, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useRights } from '@/data/auth/rights';
import { fieldErrorsOf } from '@/data/errors';
import { useSaveSettings, useSettings, type Settings } from '@/data/settings/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { PageHeader } from '@/ui/PageHeader';
import { CertificateSection } from './CertificateSection';
import { DraftProvider } from './draft';
import { NumberSetting, SecretSetting, SwitchSetting, TextSetting } from './Fields';
import { PatternsSetting } from './PatternsSetting';
import { Section } from './Section';
import { SelectionState } from './SelectionState';
import { SentryState } from './SentryState';

/** What holds for the whole house: language, how long errors are kept, reports, backups, points for Prometheus, certificate. */
export function Component() {
  const { t } = useTranslation('settings');
  const settings = useSettings();
  return (
    <>
      <PageHeader title={t('title')} />
      {settings.error ? <ErrorNotice error={settings.error} retry={() => void settings.refetch()} /> : null}
      {settings.isPending ? <PageSkeleton /> : null}
      {settings.data ? (
        <Form
          key={settings.data.revision}
          stored={settings.data.document}
          revision={settings.data.revision}
          reread={() => void settings.refetch()}
        />
      ) : null}
      {settings.isPending ? null : <CertificateSection />}
    </>
  );
}

interface FormProps {
  stored: Settings;
  revision: number;
  reread: () => void;
}

function Form({ stored, revision, reread }: FormProps) {
  const { t } = useTranslation(['settings', 'upkeep', 'common']);
  const admin = useRights()('admin');
  const save = useSaveSettings();
  const { done } = useNotify();
  const [settings, change] = useState(stored);
  const wrong = fieldErrorsOf(save.error);
  const changed = JSON.stringify(settings) !== JSON.stringify(stored);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ document: settings, revision }, { onSuccess: () => done(t('saved')) });
  };
  return (
    <DraftProvider value={{ settings, stored, change, wrong, mayChange: admin }}>
      <form onSubmit={submit} noValidate>
        <Stack maw={760} mb="md">
          <Section title={t('house')}>
            <Select
              label={t('language')}
              description={t('language_help')}
              data={[
                { value: '', label: t('language_browser') },
                { value: 'de', label: t('language_de') },
                { value: 'en', label: t('language_en') },
              ]}
              value={settings.language}
              allowDeselect={false}
              disabled={!admin}
              onChange={(value) => change({ ...settings, language: value === 'de' || value === 'en' ? value : '' })}
            />
          </Section>
          <Section title={t('errors')}>
            <NumberSetting group="errors" field="days" label={t('errors_days')} help={t('errors_days_help')} />
            <NumberSetting group="errors" field="max_mb" label={t('errors_mb')} help={t('errors_mb_help')} />
          </Section>
          <Section title={t('backup')}>
            <SwitchSetting group="backup" field="enabled" label={t('backup_on')} help={t('backup_on_help')} />
            <NumberSetting group="backup" field="every_days" label={t('backup_every')} help={t('backup_every_help')} />
            <TextSetting group="backup" field="at" label={t('backup_at')} help={t('backup_at_help')} />
            <NumberSetting group="backup" field="keep" label={t('backup_keep')} help={t('backup_keep_help')} />
            <NumberSetting group="backup" field="max_age_days" label={t('backup_age')} help={t('backup_age_help')} />
            <SecretSetting group="backup" field="passphrase" label={t('backup_secret')} help={t('backup_secret_help')} />
          </Section>
          <Section title={t('sentry')}>
            <SwitchSetting group="sentry" field="enabled" label={t('sentry_on')} help={t('sentry_on_help')} />
            <SecretSetting group="sentry" field="dsn" label={t('sentry_dsn')} help={t('sentry_dsn_help')} />
            <TextSetting group="sentry" field="environment" label={t('sentry_env')} help={t('sentry_env_help')} />
            <SwitchSetting group="sentry" field="allow_lan" label={t('sentry_lan')} help={t('sentry_lan_help')} />
            <SentryState />
          </Section>
          <Section title={t('prometheus')}>
            <PatternsSetting
              group="prometheus"
              field="points"
              label={t('prometheus_points')}
              help={t('prometheus_points_help')}
            />
            <NumberSetting group="prometheus" field="budget" label={t('prometheus_budget')} help={t('prometheus_budget_help')} />
            <SelectionState />
          </Section>
          {save.error ? <ErrorNotice error={save.error} retry={reread} /> : null}
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={save.isPending}
              disabled={!admin || !changed}
              title={admin ? undefined : t('upkeep:needs_admin')}
              data-testid="settings-save"
            >
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </DraftProvider>
  );
}
