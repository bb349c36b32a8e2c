import { describe, expect, test } from 'vitest';
import { completeExpression } from '@/pages/route-edit/expression/complete';
import { completePipeline } from '@/pages/route-edit/pipeline/complete';
import { apply, fitting } from '@/pages/route-edit/text/completion';
import { VOCABULARY, WORDS } from './vocabulary';

/** `‸` is where the caret stands. */
function at(marked: string): [string, number] {
  const caret = marked.indexOf('‸');
  return [marked.replace('‸', ''), caret];
}
const pipeline = (marked: string) => completePipeline(...at(marked), VOCABULARY, WORDS);
const expression = (marked: string) => completeExpression(...at(marked), WORDS);
const labels = ({ options }: { options: { label: string }[] }) => options.map(({ label }) => label);

/** The text after the option with this label was chosen. */
function chosen(marked: string, label: string, complete = pipeline): string {
  const completion = complete(marked);
  const option = completion.options.find((one) => one.label === label);
  if (option === undefined) throw new Error(`${label} is not offered, but ${labels(completion).join(' ')}`);
  const { text, caret } = apply(at(marked)[0], completion, option);
  return `${text.slice(0, caret)}‸${text.slice(caret)}`;
}

describe('a pipeline', () => {
  test('begins with any step or pipeline of the file', () => {
    expect(labels(pipeline('‸'))).toEqual(expect.arrayContaining(['scale', 'on_change', '@mv']));
    expect(chosen('‸', 'scale')).toBe('scale(‸)');
    expect(chosen('scale(1) | on‸', 'on_change')).toBe('scale(1) | on_change‸');
    expect(chosen('sc‸(2)', 'scale')).toBe('scale‸(2)');
  });

  test('goes on with a bar once a step is complete', () => {
    expect(chosen('scale(1) ‸', '|')).toBe('scale(1) | ‸');
    expect(labels(pipeline('scale(1)‸'))).toEqual([]);
  });

  test('offers the parameters that are not given yet', () => {
    expect(chosen('clamp(‸)', 'max')).toBe('clamp(max=‸)');
    expect(labels(pipeline('clamp(1, ‸)'))).toEqual(['max']);
    expect(labels(pipeline('clamp(max=1, m‸)'))).toEqual(['min']);
  });

  test('offers values where there is a choice', () => {
    expect(labels(pipeline('gate(‸)')).slice(0, 2)).toEqual(['true', 'false']);
    expect(chosen('throttle(1‸', '10s')).toBe('throttle(10s‸');
    expect(labels(pipeline('gate(open=‸)'))).toEqual(['true', 'false']);
    expect(labels(pipeline('scale(factor=‸)'))).toEqual([]);
  });

  test('knows expressions inside its quotes', () => {
    expect(chosen('expr("va‸")', 'value')).toBe('expr("value‸")');
    expect(chosen('expr("value * po‸")', 'point')).toBe(`expr("value * point('‸')")`);
    expect(pipeline(`expr("point('bt.‸')")`)).toMatchObject({ points: true, typed: 'bt.' });
    expect(chosen('expr(‸)', '"…"')).toBe('expr("‸")');
    expect(chosen('expr("va‸', 'value')).toBe('expr("value‸');
  });

  test('says nothing where it knows nothing', () => {
    expect(labels(pipeline('wrong(‸)'))).toEqual([]);
    expect(labels(pipeline("gate(true, 'te‸')"))).toEqual([]);
  });
});

describe('a condition', () => {
  test('begins with a variable or function', () => {
    expect(labels(expression('‸'))).toEqual(['value', 'hour', 'point', 'min', 'not']);
    expect(chosen('ho‸', 'hour', expression)).toBe('hour‸');
    expect(chosen('value > 1 and po‸', 'point', expression)).toBe("value > 1 and point('‸')");
    expect(chosen('po‸(', 'point', expression)).toBe('point‸(');
  });

  test('goes on with a word that binds', () => {
    expect(labels(expression('value ‸'))).toEqual(['and', 'or', 'if', 'else']);
    expect(chosen('value > 1 a‸', 'and', expression)).toBe('value > 1 and ‸');
  });

  test('offers points inside point()', () => {
    expect(expression("point('bt.‸')")).toMatchObject({ points: true, typed: 'bt.', at: 7, end: 10 });
    expect(expression("point('bt.‸")).toMatchObject({ points: true, typed: 'bt.' });
    expect(expression("quality == 'go‸'")).toMatchObject({ options: [] });
    expect(expression("point('bt.x')‸").points).toBeUndefined();
  });

  test('leaves numbers alone', () => {
    expect(expression('value > 1‸').options).toEqual([]);
  });
});

test('what begins with the typed text comes first, then what contains it, then what is described by it', () => {
  const option = (label: string) => ({ kind: 'operator' as const, label, insert: label });
  const options = [option('offset'), option('threshold'), option('on_change'), option('set')];
  expect(labels({ options: fitting(options, 'set') })).toEqual(['set', 'offset']);
  expect(
    labels({ options: fitting(options, 'differ', ({ label }) => (label === 'on_change' ? 'lets differing through' : '')) }),
  ).toEqual(['on_change']);
});
