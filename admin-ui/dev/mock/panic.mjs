/** The latch of the mock: `panic=` in the mode sets the level it begins with; each look stops one instance more. */

const now = () => Date.now();

function latch(world) {
  const wanted = world.mode.panic ?? '';
  if (world.panicMode !== wanted) {
    world.panicMode = wanted;
    world.panic = wanted
      ? { level: wanted, since: now() - 40_000, by: 'anna', reason: 'Arbeiten am Verteiler' }
      : { level: null, since: 0, by: '', reason: '' };
    world.looks = wanted ? 1000 : 0;
  }
  return world.panic;
}

function view(world) {
  const state = latch(world);
  world.looks += 1;
  return {
    ...state,
    damaged: '',
    saved: true,
    instances: world.instances.map(({ id }, index) => ({
      instance: id,
      step: 1 + (index % 4),
      where:
        state.level !== 'all'
          ? 'running'
          : index < world.looks * 2
            ? 'stopped'
            : index < world.looks * 3
              ? 'stopping'
              : 'running',
    })),
  };
}

export const panicCalls = {
  'GET /api/admin/panic': (world) => ({ status: 200, data: view(world) }),
  'POST /api/admin/panic': (world, { body }) => {
    latch(world);
    world.panic = { level: body.level, since: now(), by: 'admin', reason: body.reason };
    world.looks = 0;
    return { status: 200, data: view(world) };
  },
  'POST /api/admin/panic/reset': (world) => {
    latch(world);
    world.panic = { level: null, since: 0, by: '', reason: '' };
    return { status: 200, data: view(world) };
  },
};
