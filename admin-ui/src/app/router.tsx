import { createBrowserRouter, Navigate } from 'react-router';
import { CrashedPage } from '@/frame/CrashedPage';
import { MissingPage } from '@/frame/MissingPage';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { SessionGate } from '@/frame/SessionGate';

/** Every page is a file of its own, fetched when it is first opened. */
export function makeRouter() {
  return createBrowserRouter([
    {
      errorElement: <CrashedPage />,
      hydrateFallbackElement: <PageSkeleton />,
      children: [
        { path: '/login', lazy: () => import('@/pages/login/LoginPage') },
        { path: '/setup', lazy: () => import('@/pages/setup/SetupPage') },
        {
          element: <SessionGate />,
          children: [
            {
              lazy: () => import('@/frame/AppFrame'),
              children: [
                {
                  errorElement: <CrashedPage />,
                  children: [
                    { index: true, element: <Navigate to="/instances" replace /> },
                    { path: '/instances', lazy: () => import('@/pages/instances/InstancesPage') },
                    { path: '/instances/new', lazy: () => import('@/pages/instance-edit/NewInstancePage') },
                    { path: '/instances/new/:type', lazy: () => import('@/pages/instance-edit/NewInstancePage') },
                    { path: '/instances/:id', lazy: () => import('@/pages/instance/InstancePage') },
                    { path: '/instances/:id/edit', lazy: () => import('@/pages/instance-edit/EditInstancePage') },
                    { path: '/instances/:id/symbols', lazy: () => import('@/pages/symbols/SymbolsPage') },
                    { path: '/instances/:id/frames', lazy: () => import('@/pages/frames/FramesPage') },
                    { path: '/instances/:id/bluetooth', lazy: () => import('@/pages/bluetooth/BluetoothPage') },
                    { path: '/points', lazy: () => import('@/pages/points/PointsPage') },
                    { path: '/batteries', lazy: () => import('@/pages/batteries/BatteriesPage') },
                    { path: '/batteries/:address', lazy: () => import('@/pages/battery/BatteryPage') },
                    { path: '/routes', lazy: () => import('@/pages/routes/RoutesPage') },
                    { path: '/routes/new', lazy: () => import('@/pages/route-edit/NewRoutePage') },
                    { path: '/routes/:label', lazy: () => import('@/pages/route-edit/EditRoutePage') },
                    { path: '/clients', lazy: () => import('@/pages/clients/ClientsPage') },
                    { path: '/checks', lazy: () => import('@/pages/checks/ChecksPage') },
                    { path: '/errors', lazy: () => import('@/pages/errors/ErrorsPage') },
                    { path: '/audit', lazy: () => import('@/pages/audit/AuditPage') },
                    { path: '/backups', lazy: () => import('@/pages/backups/BackupsPage') },
                    { path: '/users', lazy: () => import('@/pages/users/UsersPage') },
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
