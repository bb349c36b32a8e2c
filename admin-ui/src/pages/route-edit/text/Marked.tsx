import { Fragment } from 'react';
import type { Span } from '../pipeline/parse';

/** A text with some of its pieces marked; a piece of no length marks one blank, so that it can be seen. */
export function Marked({ text, marks, className }: { text: string; marks: readonly Span[]; className?: string | undefined }) {
  return (
    <pre className={className} aria-hidden>
      {pieces(text, marks).map((piece, index) =>
        piece.marked ? <mark key={index}>{piece.text}</mark> : <Fragment key={index}>{piece.text}</Fragment>,
      )}
    </pre>
  );
}

export function pieces(text: string, marks: readonly Span[]): { text: string; marked: boolean }[] {
  const sorted = marks.toSorted((a, b) => a.at - b.at);
  const found: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const mark of sorted) {
    if (mark.at < at) continue;
    found.push({ text: text.slice(at, mark.at), marked: false });
    found.push({ text: text.slice(mark.at, mark.end) || ' ', marked: true });
    at = Math.max(mark.end, mark.at);
  }
  return [...found, { text: text.slice(at), marked: false }].filter((piece) => piece.text !== '');
}
