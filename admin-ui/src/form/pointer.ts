/** JSON pointers (RFC 6901) into plain JSON values; nothing is changed in place. */

type Json = unknown;

export function escapeKey(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

export function child(pointer: string, key: string | number): string {
  return `${pointer}/${escapeKey(key)}`;
}

export function keysOf(pointer: string): string[] {
  return pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function step(value: Json, key: string): Json {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at a pointer; undefined where there is none. */
export function getAt(root: Json, pointer: string): Json {
  return keysOf(pointer).reduce(step, root);
}

/** A copy with another value at the pointer; undefined removes it; missing objects on the way are made. */
export function setAt(root: Json, pointer: string, value: Json): Json {
  const put = (node: Json, keys: string[]): Json => {
    const [key, ...rest] = keys;
    if (key === undefined) return value;
    if (Array.isArray(node)) return node.map((item: Json, index) => (index === Number(key) ? put(item, rest) : item));
    const copy = isObject(node) ? { ...node } : {};
    const next = put(step(node, key), rest);
    if (next === undefined) delete copy[key];
    else copy[key] = next;
    return copy;
  };
  return put(root, keysOf(pointer));
}

/** Whether `pointer` is `above` or lies below it. */
export function isBelow(pointer: string, above: string): boolean {
  return pointer === above || pointer.startsWith(`${above}/`);
}
