import { describe, expect, test } from 'vitest';
import { bind, firstText, withParameter } from '@/pages/route-edit/pipeline/bind';
import { checkPipeline } from '@/pages/route-edit/pipeline/check';
import { parsePipeline, type Step } from '@/pages/route-edit/pipeline/parse';
import { joinSteps, pipelineText, printValue } from '@/pages/route-edit/pipeline/print';
import { VOCABULARY } from './vocabulary';

const steps = (text: string): Step[] => parsePipeline(text).steps;
const values = (text: string) => steps(text).map(({ name, args }) => [name, ...args.map(({ value }) => value)]);
const first = (text: string) => steps(text)[0] as Step;
const operator = (name: string) => VOCABULARY.operators.find((known) => known.name === name) ?? expect.fail(name);

describe('a pipeline as text', () => {
  test('is read into its steps and their values', () => {
    expect(values('scale(0.001) | round | clamp(-1, max=.5e2)')).toEqual([['scale', 0.001], ['round'], ['clamp', -1, 50]]);
    expect(first('clamp(-1, max=5)').args.map(({ name }) => name)).toEqual([null, 'max']);
  });

  test('knows numbers, constants, spans and quoted texts', () => {
    expect(values(`a(true, null, 1s, kWh, "a \\"b\\" | c", 'x, "y"')`)).toEqual([
      ['a', true, null, '1s', 'kWh', 'a "b" | c', 'x, "y"'],
    ]);
  });

  test('can be empty', () => {
    expect(parsePipeline('  ')).toEqual({ steps: [] });
  });

  test('names pipelines of the file with an @', () => {
    expect(values('@mv | round(1)')).toEqual([['@mv'], ['round', 1]]);
  });

  test('remembers where each step and value stands', () => {
    const text = 'scale( 2 ) |  clamp(min = 1)';
    const [scale, clamp] = steps(text);
    expect([scale?.text, clamp?.text]).toEqual(['scale( 2 )', 'clamp(min = 1)']);
    expect(text.slice(clamp?.args[0]?.at, clamp?.args[0]?.end)).toBe('min = 1');
  });
});

describe('a mistake in the text', () => {
  test.each([
    ['scale(1) |', 'step_expected', 10, ''],
    ['scale(1) round', 'bar_expected', 9, 'round'],
    ['scale(1', 'bracket_expected', 7, ''],
    ['clamp(1 2)', 'bracket_expected', 8, '2'],
    ['clamp(1, )', 'value_expected', 9, ')'],
    ['| round', 'step_expected', 0, '|'],
    ['2(1)', 'step_expected', 0, '2'],
    ['expr("value * 2)', 'text_open', 5, '"value * 2)'],
    ["expr('", 'text_open', 5, "'"],
    ['clamp(min=1, min=2)', 'name_twice', 13, 'min'],
    ['clamp(min=1, 2)', 'name_expected', 13, '2'],
    ['expr("\\x")', 'text_invalid', 5, '"\\x"'],
  ])('%s is found at its place', (text, kind, at, found) => {
    expect(parsePipeline(text).problem).toMatchObject({ kind, at, found });
  });

  test('does not lose the steps before it', () => {
    expect(steps('scale(2) | round(1) | (').map(({ name }) => name)).toEqual(['scale', 'round']);
  });

  test('is more than 64 steps', () => {
    expect(parsePipeline(joinSteps(Array.from({ length: 65 }, () => 'round'))).problem?.kind).toBe('too_long');
  });

  test('never makes the reader fail, whatever is typed', () => {
    const pieces = ['scale', '(', ')', '|', ',', '=', '"', "'", ' ', '1', '@', '\\', 'true', '.', '-'];
    for (let seed = 1; seed < 3000; seed += 1) {
      const text = Array.from({ length: seed % 9 }, (_, index) => pieces[(seed * (index + 7) * 31) % pieces.length]).join('');
      const { problem } = parsePipeline(text);
      expect(problem === undefined || (problem.at >= 0 && problem.at <= text.length)).toBe(true);
    }
  });
});

describe('writing', () => {
  test.each([
    true,
    null,
    0,
    -1.5,
    1e21,
    '1s',
    '1h30m',
    'kWh',
    '1',
    '-2',
    'true',
    'a b',
    'x|y',
    '',
    '"',
    'a\n',
    "it's",
    'say "x"',
  ])('%j is read back as it was', (value) => {
    expect(values(`a(${printValue(value)})`)).toEqual([['a', value]]);
  });

  test('the long form of a pipeline as text', () => {
    const long = [{ op: 'scale', factor: 0.001 }, { op: 'clamp', min: null, max: 3 }, { op: 'on_change' }];
    expect(pipelineText(long)).toBe('scale(factor=0.001) | clamp(max=3) | on_change');
    expect([pipelineText(undefined), pipelineText('round')]).toEqual(['', 'round']);
  });
});

describe('parameters of a step', () => {
  test('are found by place or name', () => {
    const { given, surplus, unknown } = bind(first('clamp(1, maximum=2)'), operator('clamp').parameters);
    expect([[...given.keys()], unknown.map(({ name }) => name), surplus]).toEqual([['min'], ['maximum'], []]);
    expect(bind(first('scale(1, 2)'), operator('scale').parameters).surplus[0]?.text).toBe('2');
  });

  test.each([
    ['scale(2)', 'factor', '3', 'scale(3)'],
    ['scale(factor=2)', 'factor', '3', 'scale(factor=3)'],
    ['round', 'digits', '2', 'round(2)'],
    ['round(2)', 'digits', undefined, 'round'],
    ['clamp(0, 100)', 'min', undefined, 'clamp(max=100)'],
    ['clamp(0, 100)', 'max', '50', 'clamp(0, 50)'],
    ['clamp', 'max', '5', 'clamp(max=5)'],
    ['linear(0)', 'x1', '10', 'linear(0, 10)'],
    ['linear', 'y1', '10', 'linear(y1=10)'],
    ['scale( 1e-3 )', 'other', '1', 'scale(1e-3)'],
  ])('%s with %s = %s is %s', (text, name, value, result) => {
    const step = first(text);
    expect(withParameter(step, operator(step.name), name, value)).toBe(result);
  });

  test('of a new step come from its example', () => {
    expect(firstText(operator('round'), steps)).toBe('round(1)');
    expect(firstText(operator('on_change'), steps)).toBe('on_change');
  });
});

describe('what can be seen to be wrong without the router', () => {
  const mistakes = (text: string) =>
    checkPipeline(parsePipeline(text), VOCABULARY).map(({ kind, at, end, fix }) => [kind, text.slice(at, end), fix]);

  test.each([
    ['scael(2)', ['unknown_step', 'scael', 'scale']],
    ['frobnicate', ['unknown_step', 'frobnicate', undefined]],
    ['@vm', ['unknown_pipeline', '@vm', '@mv']],
    ['clamp(maxx=2)', ['unknown_name', 'maxx', 'max']],
    ['scale(1, 2)', ['too_many', '2', undefined]],
    ['scale', ['missing', 'scale', undefined]],
    ['scale(kWh)', ['needs_number', 'kWh', undefined]],
    ['round(1.5)', ['needs_whole', '1.5', undefined]],
    ['throttle(1 s)', ['bracket_expected', 's', undefined]],
    ['throttle(1sec)', ['needs_duration', '1sec', undefined]],
    ['gate(1)', ['needs_yes_no', '1', undefined]],
    ['clamp(1, min=2)', ['twice', 'min=2', undefined]],
  ])('%s', (text, mistake) => {
    expect(mistakes(text)).toContainEqual(mistake);
  });

  test.each(['scale(0.001) | round(2)', 'throttle(1h30m)', 'throttle(5)', 'clamp(max=null)', '@mv | on_change', ''])(
    'nothing in %s',
    (text) => {
      expect(mistakes(text)).toEqual([]);
    },
  );
});
