/** Settings of the house and its certificate. */

const ok = (data) => ({ status: 200, data });
const refuse = (status, key, params, more = {}) => ({ status, data: { error: { key, message: key, params }, ...more } });

export const firstSettings = () => ({
  version: 1,
  language: '',
  errors: { days: 90, max_mb: 64 },
  sentry: { enabled: true, dsn: { $secret: true }, environment: 'keller', allow_lan: false },
  backup: { enabled: false, every_days: 1, at: '03:00', keep: 14, max_age_days: 90, passphrase: '' },
  prometheus: { points: ['bms_1.**', 'inverter_1.ac.power', 'plc_garage.x'], budget: 200 },
});

const view = (world) => ({ document: world.settings, revision: world.settingsRevision });

function save(world, { body, headers }) {
  if (headers['if-match'] !== `"${world.settingsRevision}"`) return refuse(409, 'conflict', {}, { current: view(world) });
  const errors = [];
  if (body.errors.days < 1 || body.errors.days > 3650) {
    errors.push({
      path: '/errors/days',
      key: 'out_of_range',
      message: '',
      params: { value: body.errors.days, min: 1, max: 3650 },
    });
  }
  if (body.backup.enabled && body.backup.passphrase === '') {
    errors.push({ path: '/backup/passphrase', key: 'backup_passphrase_missing', message: '', params: {} });
  }
  body.prometheus.points.forEach((pattern, number) => {
    if (!/[+#]|\.\./.test(pattern)) return;
    errors.push({ path: `/prometheus/points/${number}`, key: 'pattern_invalid', message: '', params: { pattern } });
  });
  if (errors.length > 0) return refuse(422, 'config_invalid', { path: errors[0].path }, { errors });
  world.settings = { ...body, sentry: { ...body.sentry, dsn: body.sentry.dsn === '' ? '' : { $secret: true } } };
  world.settingsRevision += 1;
  return ok(view(world));
}

/** As if each pattern selected 230 points, an address one, and the last nothing. */
function selection(world) {
  const { points, budget } = world.settings.prometheus;
  const count = (pattern, number) => (number === points.length - 1 && number > 0 ? 0 : pattern.includes('*') ? 230 : 1);
  const patterns = points.map((pattern, number) => ({ pattern, points: count(pattern, number) }));
  const selected = patterns.reduce((sum, each) => sum + each.points, 0);
  return ok({
    budget,
    selected,
    over_budget: Math.max(0, selected - budget),
    unsuited: points.length > 0 ? 4 : 0,
    without_value: points.length > 0 ? 1 : 0,
    patterns,
  });
}

const CERTIFICATE = {
  subject: 'keller-box',
  issuer: 'DINrail keller-box',
  names: ['keller-box.local', '192.168.1.20'],
  begins: Date.now() - 86_400_000,
  expires: Date.now() + 200 * 86_400_000,
  sha256: 'ab'.repeat(32),
};

export const settingsCalls = {
  'GET /api/settings': (world) => ok(view(world)),
  'PUT /api/settings': save,
  'GET /api/settings/sentry': () =>
    ok({ enabled: true, sent: 12, waiting: 0, dropped: 1, last_sent: Date.now() - 60_000, problem: null }),
  'POST /api/settings/sentry/test': () => ok({ sent: true, problem: null }),
  'GET /api/settings/prometheus': selection,
  'GET /api/certificates': () => ok({ own: true, server: CERTIFICATE, authority: CERTIFICATE, missing: ['solar.example'] }),
  'PUT /api/certificates/server': () => refuse(422, 'key_mismatch', {}),
};
