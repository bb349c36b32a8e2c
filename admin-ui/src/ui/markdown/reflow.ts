const FENCE = /^\s*```/;
const OPENS = /^(#{1,6}\s|>|\s*\||-{3,}\s*$|\*{3,}\s*$|_{3,}\s*$)/;
const ITEM = /^\s*([-*+]|\d+[.)])\s/;

/** Lines of one paragraph or list item as one: whoever wrote them broke them for an editor. */
export function reflow(text: string): string {
  const lines: string[] = [];
  let fenced = false;
  let open = false;
  for (const line of text.split('\n')) {
    const fence = FENCE.test(line);
    const goesOn = open && !fenced && !fence && line.trim() !== '' && !OPENS.test(line) && !ITEM.test(line);
    if (goesOn) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(fence ? line.trimStart() : line);
    if (fence) fenced = !fenced;
    open = !fenced && !fence && line.trim() !== '' && !OPENS.test(line);
  }
  return lines.join('\n');
}
