import { Center, Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useAuthStatus } from '@/data/auth/queries';
import { ErrorNotice } from '@/ui/ErrorNotice';

/** Where the application opens. */
export const START = '/pages';

/** Lets only a logged-in person through; everybody else goes to login or first-run setup. */
export function SessionGate() {
  const { t } = useTranslation('frame');
  const location = useLocation();
  const status = useAuthStatus();
  if (status.data === undefined) {
    return (
      <Center component="main" mih="100dvh" p="md">
        {status.error ? (
          <ErrorNotice error={status.error} title={t('unreachable')} retry={() => void status.refetch()} />
        ) : (
          <Stack align="center">
            <Loader aria-hidden />
            <Text role="status">{t('starting')}</Text>
          </Stack>
        )}
      </Center>
    );
  }
  if (status.data.setup_required) return <Navigate to="/setup" replace />;
  if (!status.data.authenticated) {
    const next = location.pathname + location.search;
    return <Navigate to={next === START ? '/login' : `/login?next=${encodeURIComponent(next)}`} replace />;
  }
  return <Outlet />;
}
