/** One level of a topic; `topic` where something was said on exactly that. */
export interface Level {
  name: string;
  path: string;
  topic: boolean;
  below: Level[];
  /** Topics below it, itself not included. */
  count: number;
}

export interface Row {
  key: string;
  depth: number;
  level: Level;
  /** undefined: nothing is below. */
  open: boolean | undefined;
  index: number;
  siblings: number;
}

/** Topics in order as a tree. */
export function treeOf(names: readonly string[]): Level[] {
  const roots: Level[] = [];
  const levels = new Map<string, Level>();
  for (const topic of names) {
    const parts = topic.split('/');
    let siblings = roots;
    let path = '';
    parts.forEach((name, depth) => {
      path = depth === 0 ? name : `${path}/${name}`;
      const key = `${depth} ${path}`;
      let level = levels.get(key);
      if (level === undefined) {
        level = { name, path, topic: false, below: [], count: 0 };
        levels.set(key, level);
        siblings.push(level);
      }
      if (depth === parts.length - 1) level.topic = true;
      else level.count += 1;
      siblings = level.below;
    });
  }
  return roots;
}

/** The lines: levels, and what is below those that are open. */
export function rowsOf(roots: readonly Level[], isOpen: (path: string) => boolean): Row[] {
  const rows: Row[] = [];
  const add = (levels: readonly Level[], depth: number) => {
    levels.forEach((level, index) => {
      const open = level.below.length === 0 ? undefined : isOpen(level.path);
      rows.push({ key: `${depth} ${level.path}`, depth, level, open, index, siblings: levels.length });
      if (open) add(level.below, depth + 1);
    });
  };
  add(roots, 0);
  return rows;
}

const FEW = 40;

/** What is open before anybody has folded anything: all of a small tree, else nothing. */
export function openAtFirst(roots: readonly Level[]): boolean {
  return roots.reduce((sum, { count, topic }) => sum + count + Number(topic), 0) <= FEW;
}
