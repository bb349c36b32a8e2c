/** A browser's clock this far off is corrected by the gateway's; less is within what a header can tell. */
const TOLERATED_MS = 3000;

let offset = 0;

/** Learns the gateway's time from the `Date` header of an answer; the header has whole seconds. */
export function learnTime(header: string | null, now: number): void {
  const told = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(told)) return;
  const difference = told + 500 - now;
  offset = Math.abs(difference) > TOLERATED_MS ? difference : 0;
}

/** Unix ms by the gateway's clock, so that ages are right on a tablet whose clock is wrong. */
export function gatewayNow(): number {
  return Date.now() + offset;
}
