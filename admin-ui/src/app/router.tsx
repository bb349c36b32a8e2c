import { createBrowserRouter, redirect } from 'react-router';
import { allTexts } from '@/i18n';
import { again } from './again';
import { CrashedPage } from '@/frame/CrashedPage';
import { MissingPage } from '@/frame/MissingPage';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { SessionGate, START } from '@/frame/SessionGate';

/** A page with all texts there are. */
function whole<T>(load: () => Promise<T>): () => Promise<T> {
  return again(async () => {
    const [page] = await Promise.all([load(), allTexts()]);
    return page;
  });
}

/** Every page is a file of its own, fetched when it is first opened. */
export function makeRouter() {
  return createBrowserRouter([
    {
      errorElement: <CrashedPage />,
      hydrateFallbackElement: <PageSkeleton />,
      children: [
        { path: '/login', lazy: again(() => import('@/pages/login/LoginPage')) },
        { path: '/setup', lazy: again(() => import('@/pages/setup/SetupPage')) },
        {
          element: <SessionGate />,
          children: [
            {
              lazy: again(() => import('@/frame/AppFrame')),
              children: [
                {
                  errorElement: <CrashedPage />,
                  children: [
                    { index: true, loader: () => redirect(START) },
                    { path: '/instances', lazy: whole(() => import('@/pages/instances/InstancesPage')) },
                    { path: '/instances/new', lazy: whole(() => import('@/pages/instance-edit/NewInstancePage')) },
                    { path: '/instances/new/:type', lazy: whole(() => import('@/pages/instance-edit/NewInstancePage')) },
                    { path: '/instances/:id', lazy: whole(() => import('@/pages/instance/InstancePage')) },
                    { path: '/instances/:id/edit', lazy: whole(() => import('@/pages/instance-edit/EditInstancePage')) },
                    { path: '/instances/:id/symbols', lazy: whole(() => import('@/pages/symbols/SymbolsPage')) },
                    { path: '/instances/:id/frames', lazy: whole(() => import('@/pages/frames/FramesPage')) },
                    { path: '/instances/:id/bluetooth', lazy: whole(() => import('@/pages/bluetooth/BluetoothPage')) },
                    { path: '/instances/:id/topics', lazy: whole(() => import('@/pages/topics/TopicsPage')) },
                    { path: '/instances/:id/letters', lazy: whole(() => import('@/pages/letters/LettersPage')) },
                    { path: '/pages', lazy: again(() => import('@/pages/dashboard/DashboardPage')) },
                    { path: '/pages/:page/edit', lazy: whole(() => import('@/pages/dashboard-edit/EditPage')) },
                    { path: '/pages/:page', lazy: again(() => import('@/pages/dashboard/DashboardPage')) },
                    { path: '/points', lazy: whole(() => import('@/pages/points/PointsPage')) },
                    { path: '/batteries', lazy: whole(() => import('@/pages/batteries/BatteriesPage')) },
                    { path: '/batteries/:address', lazy: whole(() => import('@/pages/battery/BatteryPage')) },
                    { path: '/routes', lazy: whole(() => import('@/pages/routes/RoutesPage')) },
                    { path: '/routes/new', lazy: whole(() => import('@/pages/route-edit/NewRoutePage')) },
                    { path: '/routes/:label', lazy: whole(() => import('@/pages/route-edit/EditRoutePage')) },
                    { path: '/node-red', lazy: whole(() => import('@/pages/node-red/NodeRedPage')) },
                    { path: '/broker', lazy: whole(() => import('@/pages/broker/BrokerPage')) },
                    { path: '/clients', lazy: whole(() => import('@/pages/clients/ClientsPage')) },
                    { path: '/checks', lazy: whole(() => import('@/pages/checks/ChecksPage')) },
                    { path: '/errors', lazy: whole(() => import('@/pages/errors/ErrorsPage')) },
                    { path: '/audit', lazy: whole(() => import('@/pages/audit/AuditPage')) },
                    { path: '/backups', lazy: whole(() => import('@/pages/backups/BackupsPage')) },
                    { path: '/settings', lazy: whole(() => import('@/pages/settings/SettingsPage')) },
                    { path: '/users', lazy: whole(() => import('@/pages/users/UsersPage')) },
                    { path: '*', element: <MissingPage /> },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
