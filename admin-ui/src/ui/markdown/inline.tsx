import { Fragment, type ReactNode } from 'react';

/** What stands for `{{name}}`; undefined leaves it as it is written. */
export type Fill = (name: string) => ReactNode | undefined;

/** fill: values to put in; foreign: written by somebody who is not trusted, and for another place than this page. */
export interface Setting {
  fill?: Fill | undefined;
  foreign?: boolean | undefined;
}

const INLINE =
  /`([^`]+)`|!\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)|\*\*(.+?)\*\*|\*(.+?)\*|~~(.+?)~~|\[([^\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)|<(https?:\/\/[^\s<>]+)>|{{(\w+)}}/i;

/** Looking for marks takes the square of its length. */
const MAX_LENGTH = 5000;

/** Only pages of the web and of DINrail itself; anything else stays text. */
export function safeHref(href: string): string | null {
  return /^https?:\/\//i.test(href) || /^(\/(?![/\\])|#)/.test(href) ? href : null;
}

/** The text of one line, with its marks as elements. */
export function inline(text: string, setting: Setting): ReactNode[] {
  if (text.length > MAX_LENGTH) return [text];
  const parts: ReactNode[] = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found !== null; found = INLINE.exec(rest)) {
    if (found.index > 0) parts.push(rest.slice(0, found.index));
    parts.push(span(found, setting));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') parts.push(rest);
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>);
}

function span(found: RegExpExecArray, setting: Setting): ReactNode {
  const [whole, code, picture, strong, emphasis, struck, label, href, address, name] = found;
  if (code !== undefined) return <code>{code}</code>;
  // Whoever serves a picture learns who looks at it, and when.
  if (picture !== undefined) return picture;
  if (strong !== undefined) return <strong>{inline(strong, setting)}</strong>;
  if (emphasis !== undefined) return <em>{inline(emphasis, setting)}</em>;
  if (struck !== undefined) return <s>{inline(struck, setting)}</s>;
  if (name !== undefined) return setting.fill?.(name) ?? whole;
  return link(whole, inline(label ?? address ?? '', setting), href ?? address ?? '', setting.foreign === true);
}

function link(whole: string, label: ReactNode, href: string, foreign: boolean): ReactNode {
  const safe = safeHref(href);
  const away = safe?.startsWith('/') === false && !safe.startsWith('#');
  // Its other links lead to files beside it, which are not here.
  if (foreign && !away) return label;
  if (safe === null) return whole;
  const apart = away ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <a href={safe} {...apart}>
      {label}
    </a>
  );
}
