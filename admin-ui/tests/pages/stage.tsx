import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ComponentType } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import { makeQueryClient } from '@/app/query-client';
import { LiveProvider } from '@/data/live/context';
import { answer } from '../../dev/mock/api.mjs';
import { makeWorld, type World } from '../../dev/mock/world.mjs';
import { FakeSocket } from '../live/fake-socket';

export interface Stage {
  world: World;
  /** What was asked of the gateway: method, path and body. */
  calls: { call: string; body: unknown }[];
}

/** A page before a made-up gateway whose world the test sets; every call goes through `fetch`. */
export function show(
  Page: ComponentType,
  path: string,
  mode: Record<string, string | number> = {},
  pattern = path.split('?')[0] ?? path,
): Stage {
  const stage: Stage = { world: makeWorld(mode), calls: [] };
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const where = new URL(url, 'http://x');
    const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
    stage.calls.push({ call: `${init.method} ${where.pathname}`, body });
    const headers = Object.fromEntries(
      Object.entries(init.headers as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const { status, data } = answer(stage.world, String(init.method), where, body, headers);
    return new Response(status === 204 ? null : JSON.stringify(data), { status });
  });
  const router = createMemoryRouter(
    [
      {
        path: pattern,
        element: (
          <LiveProvider>
            <Page />
          </LiveProvider>
        ),
      },
      { path: '*', element: <p>{'another page'}</p> },
    ],
    { initialEntries: [path] },
  );
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={makeQueryClient()}>
        <Notifications />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return stage;
}
