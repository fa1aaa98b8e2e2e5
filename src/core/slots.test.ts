import { expect, test } from 'vitest';
import { Slots } from './slots';

test('lets so many through at a time, the others in order, also where some fail', async () => {
  const slots = new Slots(4);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const work = (item: number) =>
    slots.run(async () => {
      begun.push(item);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
      if (item % 3 === 0) throw new Error('refused');
      return item;
    });
  const items = Array.from({ length: 13 }, (_, item) => item);
  const results = await Promise.allSettled(items.map(work));
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual(items.map((item) => item % 3 !== 0));
  expect(begun).toEqual(items);
  expect(most).toBe(4);
  expect(await slots.run(async () => 'still open')).toBe('still open');
});
