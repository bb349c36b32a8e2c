import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { useAuthStatus, useLogin } from '@/data/auth/queries';
import { reasonOf } from '@/data/errors';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { AuthShell } from './AuthShell';
import { safeNext } from './next';

export function Component() {
  const { t } = useTranslation('auth');
  const [params] = useSearchParams();
  const status = useAuthStatus();
  const login = useLogin();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);

  if (status.data?.setup_required) return <Navigate to="/setup" replace />;
  if (status.data?.authenticated) return <Navigate to={safeNext(params.get('next'))} replace />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const incomplete = username.trim() === '' || password === '';
    setMissing(incomplete);
    if (!incomplete) login.mutate({ username: username.trim(), password });
  };
  // Before a login "not authenticated" can only mean that these credentials are wrong.
  const wrong = login.error !== null && reasonOf(login.error).key === 'unauthenticated';
  return (
    <AuthShell title={t('login.title')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {login.error ? <ErrorNotice error={login.error} reason={wrong ? { key: 'login_failed' } : undefined} /> : null}
          <TextInput
            label={t('login.username')}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            error={missing && username.trim() === '' ? t('problem.required') : null}
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            size="md"
            name="username"
          />
          <PasswordInput
            label={t('login.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={missing && password === '' ? t('problem.required') : null}
            autoComplete="current-password"
            size="md"
            name="password"
            visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
          />
          <Button type="submit" size="md" loading={login.isPending} data-testid="login">
            {t('login.submit')}
          </Button>
        </Stack>
      </form>
    </AuthShell>
  );
}
