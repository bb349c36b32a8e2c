import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const WIDGETS = /src.widgets.(parts|slots|frame|live|options|words|book|define|registry)|src.data.(history|dashboards)/;
const api = process.env['DINRAIL_API'] ?? 'http://127.0.0.1:8099';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': { target: api, ws: true } } },
  build: {
    target: 'es2022',
    // The proxy's content security policy allows no inlined data: scripts.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    // Hundreds of chunks of a few hundred bytes cost more to fetch, and compress worse, than some that are larger:
    // what nearly every page needs, what widgets share, and signs that more than one page has.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'icons', test: /@tabler/, minShareCount: 2, priority: 3 },
            { name: 'common', test: /node_modules|src/, minShareCount: 18, priority: 2 },
            { name: 'widgets', test: WIDGETS, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    restoreMocks: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: { name: 'logic', environment: 'node', include: ['tests/**/*.test.ts'], setupFiles: ['tests/texts.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'pages',
          environment: 'jsdom',
          include: ['tests/**/*.test.tsx'],
          setupFiles: ['tests/texts.ts', 'tests/browser.ts'],
          testTimeout: 90_000,
        },
      },
    ],
  },
});
