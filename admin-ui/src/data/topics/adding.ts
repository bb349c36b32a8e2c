import type { DeviceEntry, Proposed, SubscriptionEntry, Suggestion, ValueEntry } from './types';

type Config = Record<string, unknown>;

const listOf = <T>(config: Config, name: string) => (Array.isArray(config[name]) ? config[name] : []) as T[];

/** The subscription of exactly one topic whose content is JSON, as it is configured. */
function jsonOf(config: Config, topic: string): SubscriptionEntry | undefined {
  return listOf<SubscriptionEntry>(config, 'subscriptions').find((each) => each.filter === topic && each.format === 'json');
}

/** Places of a topic that are points; all of them where everything inside is taken. */
export function placesOf(config: Config, topic: string): ReadonlySet<string> | 'all' {
  const there = jsonOf(config, topic);
  if (there === undefined) return new Set();
  return there.values?.length ? new Set(there.values.map(({ path }) => path)) : 'all';
}

/** With one more place of a topic; done twice it is as done once, and everything else stays. */
export function withPlace(config: Config, topic: string, { name = '', place = '', type }: Proposed): Config {
  const value: ValueEntry = { name, path: place, type };
  const subscriptions = listOf<SubscriptionEntry>(config, 'subscriptions');
  const there = jsonOf(config, topic);
  if (there === undefined) {
    return { ...config, subscriptions: [...subscriptions, { filter: topic, format: 'json', values: [value] }] };
  }
  const values = there.values ?? [];
  if (values.length === 0 || values.some(({ path }) => path === place)) return config;
  const more = { ...there, values: [...values, value] };
  return { ...config, subscriptions: subscriptions.map((each) => (each === there ? more : each)) };
}

/** With everything a suggestion adds that is not there yet. */
export function withSuggestion(config: Config, { add }: Suggestion): Config {
  const devices = listOf<DeviceEntry>(config, 'devices');
  const subscriptions = listOf<SubscriptionEntry>(config, 'subscriptions');
  const freshDevices = (add.devices ?? []).filter(
    ({ kind, topic }) => !devices.some((each) => each.kind === kind && each.topic === topic),
  );
  const freshSubscriptions = (add.subscriptions ?? []).filter(
    ({ filter, format = 'plain' }) =>
      !subscriptions.some((each) => each.filter === filter && (each.format ?? 'plain') === format),
  );
  return {
    ...config,
    ...(freshDevices.length > 0 ? { devices: [...devices, ...freshDevices] } : {}),
    ...(freshSubscriptions.length > 0 ? { subscriptions: [...subscriptions, ...freshSubscriptions] } : {}),
  };
}

/** Paths of the points of a place, as the configuration names its topic. */
export function pathOf(config: Config, topic: string, { path, name }: Proposed): string {
  const rule = jsonOf(config, topic)?.name;
  return rule && name ? `${rule}.${name}` : path;
}
