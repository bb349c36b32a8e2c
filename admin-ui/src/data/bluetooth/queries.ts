import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../calls/ask';
import { fetchInstance, updateInstance } from '../instances/calls';
import type { BluetoothType, Probed } from './types';

export interface NewDevice {
  name: string;
  address: string;
  type: string;
  key: string;
}

export function useBluetoothTypes(instance: string) {
  return useQuery({
    queryKey: ['bluetooth-types', instance],
    queryFn: ({ signal }) => ask<BluetoothType[]>(instance, 'types', {}, { signal, seconds: 20 }),
    staleTime: Infinity,
  });
}

export function useDeviceCalls(instance: string) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ['bluetooth', instance] });
  const probe = useMutation({ mutationFn: (address: string) => ask<Probed>(instance, 'probe', { address }), onSettled });
  const pair = useMutation({
    mutationFn: ({ address, pin }: { address: string; pin: string }) => ask(instance, 'pair', { address, pin }),
    onSettled,
  });
  const unpair = useMutation({ mutationFn: (address: string) => ask(instance, 'unpair', { address }), onSettled });
  const release = useMutation({
    mutationFn: ({ address, minutes }: { address: string; minutes: number }) => ask(instance, 'release', { address, minutes }),
    onSettled,
  });
  const resume = useMutation({ mutationFn: (address: string) => ask(instance, 'resume', { address }), onSettled });
  return { probe, pair, unpair, release, resume };
}

/** Takes a device into the configuration as it is stored now. */
export function useAddDevice(instance: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ key, ...device }: NewDevice) => {
      const { revision, status: _, ...draft } = await fetchInstance(instance);
      const config = draft.config as { devices?: unknown[] };
      const added = key === '' ? device : { ...device, key };
      return updateInstance({ ...draft, config: { ...config, devices: [...(config.devices ?? []), added] } }, revision);
    },
    onSuccess: (saved) => {
      client.setQueryData(['instance', instance], saved);
      void client.invalidateQueries({ queryKey: ['instances'] });
    },
  });
}
