/** Node-RED of the mock; `nodered=` in the mode is off, on, away or safe. */
export const nodeRedCalls = {
  'GET /api/node-red': (world) => {
    const mode = world.mode.nodered ?? 'off';
    const data = {
      enabled: mode !== 'off',
      alive: ['on', 'safe'].includes(mode),
      safe: mode === 'safe',
      http_port: 8081,
      https_port: 8444,
    };
    return { status: 200, data };
  },
};
