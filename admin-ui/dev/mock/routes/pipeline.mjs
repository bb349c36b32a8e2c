// Runs samples through a route, well enough to look at: pipelines are read as written, windows answer at their end.
import { LANGUAGE } from './language.mjs';

const KNOWN = new Map(LANGUAGE.operators.map((operator) => [operator.name, operator]));

/** Steps of a pipeline as `{op, name, args}`; `@name` is replaced by the named pipeline. */
export function stepsOf(transform, pipelines = {}) {
  if (Array.isArray(transform)) return transform.map(({ op, ...rest }) => step(`${op}(${Object.values(rest).join(', ')})`));
  const texts = (transform ?? '').split(/\|(?=(?:[^'"]*['"][^'"]*['"])*[^'"]*$)/).map((text) => text.trim());
  return texts.filter(Boolean).flatMap((text) => (text[0] === '@' ? stepsOf(pipelines[text.slice(1)], pipelines) : [step(text)]));
}

function step(text) {
  const [, name, inner = ''] = /^(\w+)\s*(?:\(([^]*)\))?$/.exec(text) ?? [null, text, ''];
  const args = inner === '' ? [] : inner.split(',').map((arg) => arg.split('=').at(-1).trim());
  return { op: text, name, args };
}

/** The operator with the most letters in common, if it begins the same. */
function closest(name) {
  const strange = (known) => [...known].filter((letter) => !name.includes(letter)).length + Math.abs(known.length - name.length);
  const alike = [...KNOWN.keys()].filter((known) => known[0] === name[0]);
  return alike.toSorted((one, other) => strange(one) - strange(other))[0];
}

/** What the router would say of one route. */
export function findingsOf(route, index = 0, pipelines = {}) {
  const found = [];
  const add = (field, key, message, more = {}) =>
    found.push({ level: 'error', key, message, pointer: `/routes/${index}/${field}`, line: 1, column: 1, route: route.id ?? String(index + 1), hint: '', params: {}, ...more }); // prettier-ignore
  if (!route.from || route.from.length === 0) add('from', 'missing_field', 'from is missing', { params: { field: 'from' } });
  if (!route.to || route.to.length === 0) add('to', 'missing_field', 'to is missing', { params: { field: 'to' } });
  for (const { name, op } of stepsOf(route.transform, pipelines)) {
    if (KNOWN.has(name)) {
      if (name === 'round' && /round\([^)\d]/.test(op))
        add('transform', 'parameter_invalid', 'digits must be a number', { hint: 'for example round(2)' });
      continue;
    }
    const meant = closest(name);
    add('transform', 'unknown_operator', `there is no operator '${name}'`, {
      hint: meant ? `did you mean "${meant}"?` : '',
      params: { name, operator: name },
    });
  }
  if (route.transform?.includes?.('deadband') && route.bidirectional)
    found.push({ level: 'warning', key: 'on_error_without_effect', message: 'has no effect', pointer: `/routes/${index}/transform`, route: route.id ?? '' }); // prettier-ignore
  return found;
}

const numbers = {
  scale: (value, [factor]) => value * Number(factor),
  offset: (value, [amount]) => value + Number(amount),
  round: (value, [digits]) => Number(value.toFixed(Number(digits ?? 0))),
  clamp: (value, [min, max]) => Math.min(Number(max ?? Infinity), Math.max(Number(min ?? -Infinity), value)),
  invert: (value) => -value,
};

function apply({ name, args, op }, value, memory, last) {
  const kind = KNOWN.get(name)?.kind;
  if (kind === 'window') {
    const window = (memory[op] ??= []);
    window.push(value);
    if (!last) return { later: true };
    const sum = window.reduce((all, entry) => all + entry, 0);
    return { value: name === 'max' ? Math.max(...window) : name === 'avg' ? sum / window.length : 0 };
  }
  if (name === 'deadband' || name === 'on_change') {
    const width = name === 'deadband' ? Number(args[0]) : 0;
    const before = memory[op];
    if (before !== undefined && (value === before || Math.abs(value - before) < width)) return { held: true };
    memory[op] = value;
    return { value };
  }
  if (name === 'hysteresis') return { value: value > Number(args[0]) };
  if (name === 'invert' && typeof value === 'boolean') return { value: !value };
  if (!(name in numbers)) return { value };
  if (typeof value !== 'number') return { error: `${name} needs a number, not ${JSON.stringify(value)}` };
  return { value: numbers[name](value, args) };
}

/** The timeline of one sample; `last` closes windows. */
export function runRoute(route, label, sample, { pipelines = {}, memory = {}, last = true } = {}) {
  const { address, ts, value, quality } = sample;
  const line = { route: label, address, ts, value, quality, steps: [], outcome: 'sent', reason: '', message: '', results: [] };
  if (quality !== 'good') return { ...line, outcome: 'filtered', reason: 'quality' };
  const above = /value > (-?[\d.]+)/.exec(route.when ?? '');
  if (above && !(value > Number(above[1]))) return { ...line, outcome: 'filtered', reason: 'condition' };
  let now = value;
  for (const one of stepsOf(route.transform, pipelines)) {
    const { error, ...made } = apply(one, now, memory, last);
    if (error) return { ...line, outcome: 'dropped', reason: 'error', message: error };
    line.steps.push({ op: one.op, ...made });
    if (made.held) return { ...line, outcome: 'filtered', reason: 'gate' };
    if (made.later) return { ...line, outcome: 'pending' };
    now = made.value;
  }
  return { ...line, results: [route.to].flat().map((to) => ({ to: filled(to, route, address), value: now })) };
}

function filled(target, route, address) {
  const match = [route.from]
    .flat()
    .map((from) => patternOf(from).exec(address))
    .find(Boolean);
  return target.replace(/\{(\d+)\}/g, (all, number) => match?.[Number(number)] ?? all);
}

export function patternOf(from) {
  const steps = from
    .split(/[./]/)
    .map((part) => (part === '**' ? '(.+)' : part === '*' ? '([^.]+)' : part.replace(/[^\w%-]/g, '\\$&')));
  return new RegExp(`^${steps.join('\\.')}$`);
}

/** Points that a route reads. */
export function pointsOf(points, route) {
  const patterns = [route.from].flat().filter(Boolean).map(patternOf);
  return points.filter(({ address }) => patterns.some((pattern) => pattern.test(address)));
}

/** The answer of a preview: what is wrong, and the present values run through. */
export function previewOf(points, { route, pipelines = {}, samples = 20, value }) {
  const findings = findingsOf(route, 0, pipelines);
  const found = pointsOf(points, route);
  if (findings.some(({ level }) => level === 'error')) return { findings, points: found.length, runs: [] };
  const label = route.id ?? '1';
  const first = found[0]?.address ?? [route.from].flat()[0];
  const now = Date.now();
  const given =
    value !== undefined
      ? [{ address: first, ts: now, value, quality: 'good' }]
      : found
          .slice(0, 12)
          .flatMap((point) => around(point, Math.max(1, Math.min(10, Math.floor(samples / Math.max(1, found.length)))), now));
  const memory = {};
  return { findings, points: found.length, runs: given.map((sample, index) => runRoute(route, label, sample, { pipelines, memory: (memory[sample.address] ??= {}), last: given[index + 1]?.address !== sample.address })) }; // prettier-ignore
}

function around(point, count, now) {
  return Array.from({ length: count }, (_, index) => ({
    address: point.address,
    ts: now - (count - 1 - index) * 1000,
    value: typeof point.value === 'number' ? Math.round(point.value * (1 + Math.sin(index) / 50) * 100) / 100 : point.value,
    quality: point.quality,
  }));
}
