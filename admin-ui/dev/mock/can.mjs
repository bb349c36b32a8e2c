/** Calls of a CAN instance; mode `can`: how many identifiers there are, or `off` for a bus in bus-off. */

function frame(at) {
  const known = at % 3 === 0;
  return {
    id: (0x100 + at).toString(16).toUpperCase(),
    extended: at > 1700,
    data: [at & 255, 7, 0x89, 0x13, at % 7, 0x12, 0, 0].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    count: 1000 + at,
    period_ms: 100 * (1 + (at % 5)),
    ts: Date.now() - (at % 9 === 8 ? 60_000 : 0),
    ...(known
      ? {
          message: `Message_${at}`,
          signals: { Power: 500 + at, Mode: at % 6 ? 1 : null },
          reasons: at % 6 ? {} : { Mode: 'can_truncated' },
        }
      : {}),
  };
}

export function canCall(world, method, params) {
  const off = world.mode.can === 'off';
  const total = off ? 0 : Number(world.mode.can ?? 3);
  if (method === 'bus') {
    return {
      interface: 'can0@can-sim:29536',
      connected: !off,
      bitrate: 500_000,
      frames: 123_456,
      frames_lost: off ? 9 : 0,
      frames_per_s: off ? 0 : 24,
      load_percent: off ? 0 : 0.5,
      state: off ? 'off' : 'active',
      tx_errors: off ? 255 : 0,
      rx_errors: 0,
      counts: { bus_off: off ? 3 : 0 },
    };
  }
  if (method === 'frames') {
    const start = params.start ?? 0;
    const frames = Array.from({ length: Math.max(0, Math.min(params.limit ?? 500, total - start)) }, (_, at) =>
      frame(start + at),
    );
    return { total, start, frames, unlisted: 0 };
  }
  if (method === 'signals') return { total: 0, start: 0, signals: [] };
  return undefined;
}
