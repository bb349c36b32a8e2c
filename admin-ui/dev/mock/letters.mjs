/** Calls of a webhook instance; mode `letters`: how many dead ones there are. */

const REASONS = [
  { key: 'receiver_refused', message: 'the receiver answered 400', params: { status: 400 } },
  { key: 'receiver_unreachable', message: 'Connection refused', params: { detail: 'Connection refused' } },
  { key: 'target_private', message: 'nas is inside and not allowed', params: { host: 'nas' } },
];
const NAMES = ['alert_service', 'phone', 'shelly'];

const letter = (at, state) => ({
  id: `msg_${at}`,
  target: NAMES[at % 3],
  value: [true, `Schaltschrank bei ${40 + (at % 9)},5 °C`, 21.5][at % 3],
  ts: Date.now() - 60_000 * (at + 1) ** 1.3,
  attempts: 1 + (at % 17),
  state,
  reason: REASONS[at % 3],
});

export function letterCall(world, method, params) {
  const count = Number(world.mode.letters ?? 3);
  if (method === 'resend' || method === 'discard') return { count: params.ids?.length ?? count };
  if (method === 'send_test') {
    const ok = params.target !== 'phone';
    return { ok, status: ok ? 200 : 0, ms: 84, reason: ok ? null : REASONS[1] };
  }
  if (method !== 'letters') return undefined;
  const total = params.state === 'waiting' ? Math.min(count, 2) : count;
  const { offset = 0, limit = 100 } = params;
  const target = (name, at) => ({
    name,
    kind: name === 'phone' ? 'notification' : 'http',
    takes: ['switch', 'text', 'number'][at],
    waiting: at === 1 ? Math.min(count, 2) : 0,
    dead: Math.ceil((count - at) / 3),
    delivered: 1234 * at,
    reason: at === 1 && count > 0 ? REASONS[1] : null,
  });
  return {
    total,
    items: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => letter(offset + at, params.state)),
    targets: NAMES.map(target),
    kept: true,
  };
}
