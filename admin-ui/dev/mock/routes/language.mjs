const number = (name, title, unit, more = {}) => ({
  name,
  title,
  description: more.description ?? '',
  unit,
  type: 'number',
  required: more.default === undefined,
  ...more,
});
const span = (name, title) => ({
  name,
  title,
  description: 'Seconds, or a text such as 10s, 5m, 1h30m.',
  unit: 's',
  type: 'duration',
  required: true,
});
const operator = (kind, name, doc, parameters, example, inverse = false) => ({ name, doc, kind, parameters, example, inverse });
const example = (transform, given, gives, at) => ({ transform, given, gives, ...(at ? { at } : {}) });

const value = [
  operator(
    'value',
    'scale',
    'Multiplies the value, for example from mV to V.',
    [number('factor', 'Factor', 'output unit per input unit', { description: 'The value is multiplied by it.' })],
    example('scale(0.001)', [53100, 12.5], [53.1, 0.0125]),
    true,
  ),
  operator(
    'value',
    'offset',
    'Adds a constant, for example from K to °C.',
    [number('amount', 'Amount', 'unit of the value', { description: 'Added to the value.' })],
    example('offset(-273)', [300, 273], [27, 0]),
    true,
  ),
  operator(
    'value',
    'round',
    'Rounds to that many decimals.',
    [
      number('digits', 'Digits', 'decimals', {
        type: 'integer',
        default: 0,
        description: 'Decimals that stay; 0 makes an integer.',
      }),
    ],
    example('round(1)', [53.14, 53.16, 7], [53.1, 53.2, 7]),
  ),
  operator(
    'value',
    'clamp',
    'Keeps the value inside a range.',
    [
      number('min', 'Lowest', 'unit of the value', { default: null }),
      number('max', 'Highest', 'unit of the value', { default: null }),
    ],
    example('clamp(0, 100)', [-3, 42.5, 130], [0, 42.5, 100]),
  ),
  operator(
    'value',
    'invert',
    'Turns true into false and changes the sign of numbers.',
    [],
    example('invert()', [true, 5], [false, -5]),
    true,
  ),
  operator(
    'value',
    'expr',
    'Calculates a new value by an expression.',
    [
      {
        name: 'text',
        title: 'Expression',
        description: 'Of value, prev, age, point() and others.',
        unit: '',
        type: 'expression',
        required: true,
      },
    ],
    example('expr("value * 2 + 1")', [1, 2], [3, 5]),
  ),
];
const gates = [
  operator(
    'gate',
    'deadband',
    'Lets a value through only when it differs by at least width from the last one it let through.',
    [number('width', 'Width', 'unit of the value', { description: 'Smallest change that counts.' })],
    example('deadband(0.5)', [20, 20.3, 20.5, 20.1], [20, null, 20.5, null]),
    true,
  ),
  operator(
    'gate',
    'on_change',
    'Lets a value through only when it differs from the last one it let through.',
    [],
    example('on_change()', [1, 1, 2, 1], [1, null, 2, 1]),
    true,
  ),
  operator(
    'gate',
    'throttle',
    'At most one value in this time; the latest is sent when it is over.',
    [span('every', 'Every')],
    example(
      'throttle(1s)',
      [1, 2, 3],
      [
        [0, 1],
        [1, 3],
      ],
      [0, 0.2, 0.5],
    ),
  ),
  operator(
    'gate',
    'hysteresis',
    'True above on, false below off, and as before in between.',
    [number('on', 'On above', 'unit of the value'), number('off', 'Off below', 'unit of the value')],
    example('hysteresis(60, 50)', [40, 61, 55, 49], [false, true, true, false]),
  ),
];
const windows = [
  operator(
    'window',
    'avg',
    'Average over a window; sent once at its end.',
    [span('window', 'Window'), { ...span('slide', 'Slide'), required: false, default: null }],
    example('avg(10s)', [1, 3, 5], [[10, 3]], [0, 3, 6]),
  ),
  operator(
    'window',
    'max',
    'Largest value of a window; sent once at its end.',
    [span('window', 'Window')],
    example('max(10s)', [1, 7, 5], [[10, 7]], [0, 3, 6]),
  ),
  operator(
    'window',
    'derivative',
    'Change per second over a window.',
    [span('window', 'Window')],
    example('derivative(10s)', [0, 50], [[10, 5]], [0, 10]),
  ),
];
const joins = [
  operator(
    'join',
    'combine',
    'Calculates one value from several points.',
    [
      {
        name: 'text',
        title: 'Expression',
        description: 'point() reads the latest value of another point.',
        unit: '',
        type: 'expression',
        required: true,
      },
    ],
    example('combine("value - point(\'meter_1.ac.power\')")', [10], [10]),
  ),
];

export const LANGUAGE = {
  operators: [...value, ...gates, ...windows, ...joins],
  variables: [
    { name: 'value', doc: 'The value at this step.' },
    { name: 'ts', doc: 'Unix ms of the sample.' },
    { name: 'age', doc: 'Seconds since the sample was read.' },
    { name: 'prev', doc: 'The value before; null for the first.' },
    { name: 'quality', doc: 'good, uncertain or bad.' },
    { name: 'hour', doc: 'Hour of the day at the place, 0 to 23.' },
    { name: 'weekday', doc: 'Day of the week, Monday is 0.' },
  ],
  functions: [
    { name: 'point', doc: 'The latest value of another point.', example: "point('inverter_1.enabled')" },
    { name: 'min', doc: 'The smallest of its arguments.', example: 'min(value, 100)' },
    { name: 'max', doc: 'The largest of its arguments.', example: 'max(value, 0)' },
    { name: 'abs', doc: 'Without its sign.', example: 'abs(value)' },
    { name: 'round', doc: 'Rounded to that many decimals.', example: 'round(value, 1)' },
  ],
};
