import { Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { useAuthStatus, useSetup } from '@/data/auth/queries';
import { fieldErrorsOf } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { AuthShell } from '../login/AuthShell';
import { check, MIN_PASSWORD, type SetupFields } from './check';

const EMPTY: SetupFields = { code: '', username: '', password: '', repeat: '' };

export function Component() {
  const { t } = useTranslation('auth');
  const status = useAuthStatus();
  const reasons = useReason();
  const setup = useSetup();
  const [fields, setFields] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const problems = check(fields);

  if (status.data?.authenticated) return <Navigate to="/instances" replace />;
  if (status.data && !status.data.setup_required) return <Navigate to="/login" replace />;

  const places = fieldErrorsOf(setup.error);
  const refused = (name: keyof SetupFields) => {
    const found = places.find(({ path }) => path === `/${name}`);
    return found ? reasons.text(found) : null;
  };
  const bind = (name: keyof SetupFields) => {
    const problem = problems[name];
    return {
      name,
      size: 'md',
      value: fields[name],
      onChange: (event: { currentTarget: { value: string } }) => setFields({ ...fields, [name]: event.currentTarget.value }),
      error: tried && problem ? t(`problem.${problem}`, { min: MIN_PASSWORD }) : refused(name),
    } as const;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    setup.mutate({ code: fields.code.trim(), username: fields.username.trim(), password: fields.password });
  };
  const password = {
    autoComplete: 'new-password',
    visibilityToggleButtonProps: { 'aria-label': t('show_password') },
  } as const;
  return (
    <AuthShell title={t('setup.title')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="md">{t('setup.intro')}</Text>
          {setup.error ? <ErrorNotice error={setup.error} /> : null}
          <TextInput
            {...bind('code')}
            label={t('setup.code')}
            description={t('setup.code_help')}
            autoComplete="one-time-code"
            autoFocus
          />
          <details>
            <summary>{t('setup.where_title')}</summary>
            <Stack gap={6} mt="xs">
              <Text size="md">{t('setup.where')}</Text>
              <Code block style={{ whiteSpace: 'pre-wrap' }}>
                {t('setup.command')}
              </Code>
              <Text size="md">{t('setup.where_unattended')}</Text>
            </Stack>
          </details>
          <TextInput {...bind('username')} label={t('setup.username')} autoComplete="username" autoCapitalize="none" />
          <PasswordInput
            {...bind('password')}
            {...password}
            label={t('setup.password')}
            description={t('setup.password_help', { min: MIN_PASSWORD })}
          />
          <PasswordInput {...bind('repeat')} {...password} label={t('setup.repeat')} />
          <Button type="submit" size="md" loading={setup.isPending} data-testid="setup">
            {t('setup.submit')}
          </Button>
        </Stack>
      </form>
    </AuthShell>
  );
}
