import { expect, test } from 'vitest';
import { SerialQueue } from './serial.ts';

test('work runs one at a time, in order, and a failure stays with its own caller', async () => {
  const queue = new SerialQueue();
  const log: string[] = [];
  const step = (name: string, fails = false) =>
    queue.run(async () => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([step('a'), step('b', true), step('c')]);
  expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(queue.size).toBe(0);
});
