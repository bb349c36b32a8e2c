import { expect, test } from 'vitest';
import { Queue } from '@/data/nodes/queue';

test('so many run at once, the others in their order, and a failure lets the next one go', async () => {
  const queue = new Queue(2);
  const order: string[] = [];
  let running = 0;
  let most = 0;
  const task = (name: string, fails = false) =>
    queue.run(async () => {
      running += 1;
      most = Math.max(most, running);
      order.push(name);
      await new Promise((done) => setTimeout(done, 1));
      running -= 1;
      if (fails) throw new Error(name);
      return name;
    });
  const ends = await Promise.allSettled([task('a', true), task('b'), task('c'), task('d', true), task('e')]);
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(most).toBe(2);
  expect(ends.map(({ status }) => status[0]).join('')).toBe('rffrf');
});
