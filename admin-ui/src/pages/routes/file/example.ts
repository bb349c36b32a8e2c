/** A route to begin with; it is off until somebody has filled in what is theirs. */
export const EXAMPLE = {
  routes: [
    { id: 'example', from: 'inverter_1.power', transform: 'scale(0.001) | round(2)', to: 'calc.house.power_kw', enabled: false },
  ],
};
