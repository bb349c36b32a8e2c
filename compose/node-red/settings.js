// Node-RED's own settings. Who may come in, and as whom, is decided at the door before it (compose/proxy/node-red.caddy).
'use strict';

const safe = process.env.NODE_RED_ENABLE_SAFE_MODE === 'true';

/** What the gateway asks, to tell people. */
function alive(request, response, next) {
  if (request.path === '/dinrail/alive') response.json({ safe });
  else next();
}

module.exports = {
  uiHost: process.env.DINRAIL_LISTEN,
  uiPort: 1880,
  httpAdminRoot: '/editor',
  httpAdminMiddleware: alive,
  httpNodeRoot: '/',
  flowFile: 'flows.json',
  flowFilePretty: true,
  // A bigger request than this is none of a person.
  apiMaxLength: '5mb',
  diagnostics: { enabled: true, ui: true },
  runtimeState: { enabled: true, ui: true },
  telemetry: { enabled: false },
  functionExternalModules: false,
  functionTimeout: 0,
  debugMaxLength: 1000,
  mqttReconnectTime: 5000,
  exportGlobalContextKeys: false,
  contextStorage: { default: { module: 'memory' }, disk: { module: 'localfilesystem' } },
  logging: { console: { level: 'info', metrics: false, audit: false } },
  editorTheme: {
    page: { title: 'DINrail · Node-RED', scripts: require.resolve('./page/scheme.js') },
    header: { title: 'Node-RED' },
    tours: false,
    projects: { enabled: false },
    palette: { catalogues: ['https://catalogue.nodered.org/catalogue.json'] },
    codeEditor: { lib: 'monaco' },
  },
};
