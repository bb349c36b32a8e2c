import { afterAll, beforeAll } from 'vitest';

/** The tests of this file run where clocks are changed. */
export function inBerlin(): void {
  let zone: string | undefined;
  beforeAll(() => {
    zone = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
  });
  afterAll(() => {
    process.env['TZ'] = zone;
  });
}
