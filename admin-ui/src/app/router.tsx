import { createBrowserRouter, Navigate } from 'react-router';
import { again } from './again';
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
                    { index: true, element: <Navigate to="/instances" replace /> },
                    { path: '/instances', lazy: again(() => import('@/pages/instances/InstancesPage')) },
                    { path: '/instances/new', lazy: again(() => import('@/pages/instance-edit/NewInstancePage')) },
                    { path: '/instances/new/:type', lazy: again(() => import('@/pages/instance-edit/NewInstancePage')) },
                    { path: '/instances/:id', lazy: again(() => import('@/pages/instance/InstancePage')) },
                    { path: '/instances/:id/edit', lazy: again(() => import('@/pages/instance-edit/EditInstancePage')) },
                    { path: '/instances/:id/symbols', lazy: again(() => import('@/pages/symbols/SymbolsPage')) },
                    { path: '/instances/:id/frames', lazy: again(() => import('@/pages/frames/FramesPage')) },
                    { path: '/instances/:id/bluetooth', lazy: again(() => import('@/pages/bluetooth/BluetoothPage')) },
                    { path: '/points', lazy: again(() => import('@/pages/points/PointsPage')) },
                    { path: '/batteries', lazy: again(() => import('@/pages/batteries/BatteriesPage')) },
                    { path: '/batteries/:address', lazy: again(() => import('@/pages/battery/BatteryPage')) },
                    { path: '/routes', lazy: again(() => import('@/pages/routes/RoutesPage')) },
                    { path: '/routes/new', lazy: again(() => import('@/pages/route-edit/NewRoutePage')) },
                    { path: '/routes/:label', lazy: again(() => import('@/pages/route-edit/EditRoutePage')) },
                    { path: '/clients', lazy: again(() => import('@/pages/clients/ClientsPage')) },
                    { path: '/checks', lazy: again(() => import('@/pages/checks/ChecksPage')) },
                    { path: '/errors', lazy: again(() => import('@/pages/errors/ErrorsPage')) },
                    { path: '/audit', lazy: again(() => import('@/pages/audit/AuditPage')) },
                    { path: '/backups', lazy: again(() => import('@/pages/backups/BackupsPage')) },
                    { path: '/users', lazy: again(() => import('@/pages/users/UsersPage')) },
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
