/** Earlier versions of a document, newest first: each lacked a little of what the next one has. */
export function makeVersions(document, revision) {
  const now = Date.now();
  const ages = [0, 3_600_000, 7_900_000, 93_000_000, 260_000_000];
  return ages.map((age, back) => ({
    revision: revision - back,
    ts: now - age,
    by: ['admin', 'admin', null, 'maria', 'admin'][back],
    document: back === 0 ? structuredClone(document) : older(document, back),
  }));
}

function older(document, back) {
  const copy = structuredClone(document);
  const first = copy.routes[0];
  if (first) first.transform = ['', 'scale(0.001)', 'scale(0.001) | round(1)', 'scale(0.01)', 'scale(0.1)'][back];
  if (back > 1) copy.routes.splice(1, 1);
  if (back > 2) copy.routes.push({ id: 'old-one', from: 'meter_1.ac.power', to: 'calc.old.power' });
  if (back > 3) copy.routes.reverse();
  return copy;
}
