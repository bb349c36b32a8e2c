/** The last hour and the unwanted ends of any instance. */

const HOUR = 3_600_000;
const ok = (data) => ({ status: 200, data });

const wave = (at, scale) =>
  Array.from({ length: 60 }, (_, i) => (i > 20 && i < 24 ? null : scale * (1 + Math.sin((i + at) / 5))));

const history = () =>
  ok({
    step_s: 60,
    until: Date.now(),
    cpu_percent: wave(0, 5),
    cpu_throttled_percent: wave(0, 1),
    memory_bytes: wave(9, 1.6e7),
    net_rx_pps: wave(3, 12),
    net_tx_pps: wave(30, 12),
  });

const deaths = () =>
  ok([
    {
      ts: Date.now() - HOUR,
      reason: { key: 'oom_killed', params: {}, message: 'It used more memory than it may.' },
      exit_code: 137,
      lines: [
        { ts: Date.now() - HOUR - 900, level: 'warning', message: 'queue grows' },
        { ts: Date.now() - HOUR - 100, level: 'error', message: 'no memory' },
      ],
    },
  ]);

export const pastPatterns = [
  [/^GET \/api\/instances\/([^/]+)\/stats\/history$/, history],
  [/^GET \/api\/instances\/([^/]+)\/deaths$/, deaths],
];
