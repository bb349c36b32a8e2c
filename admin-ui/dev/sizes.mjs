// Gzipped bytes a browser fetches for the first view (login, instances) and for each further page: `npm run sizes`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, '../dist');
const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));
const size = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;

/** Files an entry needs, with everything it imports at once. */
function needs(key, seen = new Set()) {
  const entry = manifest[key];
  if (entry === undefined || seen.has(entry.file)) return seen;
  seen.add(entry.file);
  for (const file of entry.css ?? []) seen.add(file);
  for (const other of entry.imports ?? []) needs(other, seen);
  return seen;
}

const kilobytes = (files) => [...files].reduce((sum, file) => sum + size(file), 0) / 1000;
const report = (name, files) => {
  const list = [...files];
  const js = kilobytes(list.filter((file) => file.endsWith('.js')));
  const css = kilobytes(list.filter((file) => file.endsWith('.css')));
  process.stdout.write(`${name.padEnd(28)} js ${js.toFixed(1).padStart(6)} kB   css ${css.toFixed(1).padStart(5)} kB\n`);
};

const start = needs('index.html');
needs('src/i18n/de/early.ts', start);
const login = needs('src/pages/login/LoginPage.tsx', new Set(start));
const frame = needs('src/frame/AppFrame.tsx', new Set(start));
const first = needs('src/pages/instances/InstancesPage.tsx', needs('src/i18n/de/late.ts', new Set(frame)));
const board = needs('src/pages/dashboard/DashboardPage.tsx', new Set(frame));
const views = Object.keys(manifest).filter((name) => /^src\/widgets\/types\/\w+\/View\.tsx$/.test(name));
report('login', login);
report('first view: instances', first);
report('first view: dashboard', board);
const plot = needs('src/widgets/types/chart/Plot.tsx', new Set(board));
report('  with charts', new Set([...plot, ...needs('src/widgets/types/chart/View.tsx', new Set(board))]));
report('  with every kind of widget', new Set(views.flatMap((view) => [...needs(view, new Set(board))])));
for (const key of Object.keys(manifest).filter((name) => name.startsWith('src/pages/') && name.endsWith('Page.tsx'))) {
  const page = needs(key, new Set(first));
  report(
    `then + ${key.split('/').at(-1).replace('.tsx', '')}`,
    [...page].filter((file) => !first.has(file)),
  );
}
