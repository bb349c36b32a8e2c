// The small light below a node.
'use strict';

const FILL = { good: 'green', uncertain: 'yellow', bad: 'red' };
const SHORT = 24;

/** Quality and value; grey while the broker is away, blue while nothing came yet. */
function light(node, link, quality, value, unit) {
  if (!link.connected) node.status({ fill: 'grey', shape: 'ring', text: 'dinrail.status.away' });
  else if (quality === undefined) node.status({ fill: 'blue', shape: 'ring', text: 'dinrail.status.waiting' });
  else {
    const text = quality === 'bad' || value === null ? '–' : `${String(value).slice(0, SHORT)}${unit ? ` ${unit}` : ''}`;
    node.status({ fill: FILL[quality], shape: 'dot', text });
  }
}

module.exports = { light };
