import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createMemoryRouter, RouterProvider } from 'react-router';
import '@mantine/core/styles.css';
import { makeQueryClient } from '@/app/query-client';
import { LiveProvider } from '@/data/live/context';
import { initialLanguage, startTexts } from '@/i18n';
import { resolver, theme } from '@/theme/theme';
import '@/theme/base.css';
import { Gallery } from './Gallery';

const scheme = localStorage.getItem('dinrail-color-scheme') === 'dark' ? 'dark' : 'light';

await startTexts(initialLanguage());
const router = createMemoryRouter([
  {
    path: '*',
    element: (
      <LiveProvider>
        <Gallery />
      </LiveProvider>
    ),
  },
]);
createRoot(document.getElementById('root') as HTMLElement).render(
  <MantineProvider theme={theme} cssVariablesResolver={resolver} forceColorScheme={scheme}>
    <QueryClientProvider client={makeQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>,
);
