import { Fragment, type ReactNode } from 'react';
import { inline, type Setting } from './inline';
import { reflow } from './reflow';

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const HEADING = /^(#{1,4})\s+(.*)$/;
const RULE = /^(-{3,}|\*{3,}|_{3,})\s*$/;
const ROW = /^\s*\|(.+)\|\s*$/;
const MAX_DEPTH = 6;

const begins = (line: string) => HEADING.test(line) || RULE.test(line) || ITEM.test(line) || /^(>|```)/.test(line);
const cellsOf = (line: string) =>
  line
    .trim()
    .replaceAll(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

interface Block {
  node: ReactNode;
  /** How many lines it is. */
  used: number;
}

function take(lines: readonly string[], from: number, fits: (line: string) => boolean): string[] {
  let end = from;
  while (end < lines.length && fits(lines[end] ?? '')) end += 1;
  return lines.slice(from, end);
}

function list(items: readonly string[], setting: Setting): Block {
  const ordered = /^\s*\d/.test(items[0] ?? '');
  const content = items.map((line, index) => {
    const [, indent = '', , text = ''] = ITEM.exec(line) ?? [];
    return (
      <li key={index} style={indent.length >= 2 ? { marginInlineStart: '1.25em' } : undefined}>
        {inline(text, setting)}
      </li>
    );
  });
  return { node: ordered ? <ol>{content}</ol> : <ul>{content}</ul>, used: items.length };
}

function table(rows: readonly string[], setting: Setting): Block | null {
  if (rows.length < 2 || !cellsOf(rows[1] ?? '').every((cell) => /^:?-+:?$/.test(cell))) return null;
  const [head = '', , ...body] = rows;
  const node = (
    <table>
      <thead>
        <tr>
          {cellsOf(head).map((cell, index) => (
            <th key={index}>{inline(cell, setting)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((row, at) => (
          <tr key={at}>
            {cellsOf(row).map((cell, index) => (
              <td key={index}>{inline(cell, setting)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  return { node, used: rows.length };
}

function heading(level: number, text: string, setting: Setting): ReactNode {
  // The page and the frame have the first two levels.
  const Tag = (['h3', 'h4', 'h5', 'h6'] as const)[level - 1] ?? 'h6';
  return <Tag data-level={level}>{inline(text, setting)}</Tag>;
}

function fenced(lines: readonly string[], at: number): Block {
  const code = take(lines, at + 1, (each) => !each.startsWith('```'));
  const node = (
    <pre>
      <code>{code.join('\n')}</code>
    </pre>
  );
  return { node, used: code.length + 2 };
}

function paragraph(lines: readonly string[], setting: Setting): Block {
  const node = (
    <p>
      {lines.map((each, index) => (
        <Fragment key={index}>
          {index > 0 ? <br /> : null}
          {inline(each, setting)}
        </Fragment>
      ))}
    </p>
  );
  return { node, used: lines.length };
}

function blockAt(lines: readonly string[], at: number, setting: Setting, depth: number): Block {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { node: null, used: 1 };
  const [, marks, title] = HEADING.exec(line) ?? [];
  if (marks !== undefined) return { node: heading(marks.length, title ?? '', setting), used: 1 };
  if (RULE.test(line)) return { node: <hr />, used: 1 };
  if (line.startsWith('```')) return fenced(lines, at);
  if (line.startsWith('>') && depth < MAX_DEPTH) {
    const quoted = take(lines, at, (each) => each.startsWith('>'));
    const inside = quoted.map((each) => each.replace(/^>\s?/, ''));
    return { node: <blockquote>{blocksOf(inside, setting, depth + 1)}</blockquote>, used: quoted.length };
  }
  if (ITEM.test(line))
    return list(
      take(lines, at, (each) => ITEM.test(each)),
      setting,
    );
  const rows = ROW.test(line)
    ? table(
        take(lines, at, (each) => ROW.test(each)),
        setting,
      )
    : null;
  if (rows !== null) return rows;
  const text = take(lines, at, (each) => each.trim() !== '' && !begins(each));
  return paragraph(text.length === 0 ? [line] : text, setting);
}

function blocksOf(lines: readonly string[], setting: Setting, depth = 0): ReactNode[] {
  const nodes: ReactNode[] = [];
  for (let at = 0; at < lines.length;) {
    const { node, used } = blockAt(lines, at, setting, depth);
    if (node !== null) nodes.push(<Fragment key={at}>{node}</Fragment>);
    at += Math.max(1, used);
  }
  return nodes;
}

/** Markdown as elements: no HTML of the text ever becomes HTML of the page, and nothing is fetched for it. */
export function Markdown({ text, ...setting }: { text: string } & Setting) {
  const plain = text.replaceAll('\r\n', '\n');
  return <>{blocksOf((setting.foreign === true ? reflow(plain) : plain).split('\n'), setting)}</>;
}
