import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { authStatus } from '@/data/auth/queries';
import { resolver, theme } from '@/theme/theme';
import { makeQueryClient } from './query-client';
import { makeRouter } from './router';

const colorSchemes = localStorageColorSchemeManager({ key: 'dinrail-color-scheme' });

export function App() {
  const [client] = useState(() => {
    const made = makeQueryClient();
    // Every page waits for it, and its files are still under way.
    void made.prefetchQuery(authStatus);
    return made;
  });
  const [router] = useState(makeRouter);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolver} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
