import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown } from '@/ui/markdown/Markdown';
import { reflow } from '@/ui/markdown/reflow';

const shown = (text: string) => renderToStaticMarkup(<Markdown text={text} foreign />);

test('what an author broke for an editor is one paragraph, one item, and code stays as it is', () => {
  expect(reflow('one\ntwo\n\n- a\n  b\n- c\n\n```\nx\ny\n```\nthree\nfour')).toBe(
    'one two\n\n- a b\n- c\n\n```\nx\ny\n```\nthree four',
  );
  expect(reflow('# head\ntext\n| a | b |\n|---|---|\n| 1 | 2 |\nmore')).toBe(
    '# head\ntext\n| a | b |\n|---|---|\n| 1 | 2 |\nmore',
  );
});

test('nothing a stranger writes becomes an element of his choice', () => {
  const text = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)></svg>',
    '![alt <b>](https://tracker.example/p.png "t")',
    '[a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.example) [d](../../docs/x.md) [e](/api/instances)',
    '<https://ok.example/x> [f](https://ok.example/" onclick="x)',
  ].join('\n\n');
  const html = shown(text);
  expect(html).not.toMatch(/<(script|img|svg|iframe|link|style|object|b)\b/i);
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(links).toEqual(['https://ok.example/x']);
  expect(html).toContain('rel="noopener noreferrer"');
  expect(html).toContain('alt &lt;b&gt;');
  for (const label of ['a b c d e', '&lt;script&gt;']) expect(html).toContain(label);
});

test('what would take for ever stays text', () => {
  for (const hostile of [
    '['.repeat(65_536),
    '*a'.repeat(32_768),
    '>'.repeat(65_536),
    '\n'.repeat(65_536),
    '|a|\n'.repeat(16_384),
  ]) {
    expect(shown(hostile).length).toBeLessThan(800_000);
  }
});
