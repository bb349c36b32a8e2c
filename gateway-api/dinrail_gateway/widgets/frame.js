// What the page of a plugin talks with DINrail by; docs/widgets.md tells how.
globalThis.dinrail = (() => {
  const waiting = new Map();
  let count = 0;
  const tell = (message) => top.postMessage({ dinrail: 1, ...message }, '*');
  const own = {
    onstate: null,
    write: (binding, value) =>
      new Promise((resolve) => {
        count += 1;
        waiting.set(count, resolve);
        tell({ write: binding, value, id: count });
      }),
  };
  addEventListener('message', ({ source, data }) => {
    // Other frames of the page could send something, too.
    if (source !== top || data?.dinrail !== 1) return;
    if (data.state !== undefined && own.onstate !== null) {
      own.onstate(data.state);
      tell({ seen: data.number });
    }
    if (data.done !== undefined) {
      waiting.get(data.id)?.(data.done);
      waiting.delete(data.id);
    }
  });
  addEventListener('DOMContentLoaded', () => tell({ ready: true }));
  return own;
})();
