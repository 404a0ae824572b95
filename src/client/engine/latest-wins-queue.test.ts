import { expect, test } from 'vitest';
import { LatestWinsQueue } from './latest-wins-queue.ts';

/** Work that ends when the test says so. */
function gate<T>(value: T) {
  let open: () => void = () => undefined;
  let started = false;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const work = async (): Promise<T> => {
    started = true;
    await opened;
    return value;
  };
  return { work, open: () => open(), started: () => started };
}

const forever = new AbortController().signal;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test('of many hovers the first and the last are answered, those between are given up', async () => {
  const slot = new LatestWinsQueue();
  const [a, b, c] = [gate('a'), gate('b'), gate('c')];
  const first = slot.hover(a.work, forever);
  const second = slot.hover(b.work, forever);
  const refused = expect(second).rejects.toMatchObject({ code: 'aborted' });
  const third = slot.hover(c.work, forever);
  await refused;
  expect(b.started()).toBe(false);
  expect(c.started()).toBe(false);
  a.open();
  c.open();
  expect(await first).toBe('a');
  expect(await third).toBe('c');
});

test('clicks run at once and are all answered; a waiting hover lets them pass', async () => {
  const slot = new LatestWinsQueue();
  const [click, other, hover] = [gate(1), gate(2), gate(3)];
  const one = slot.click(click.work);
  const two = slot.click(other.work);
  const waiting = slot.hover(hover.work, forever);
  expect([click.started(), other.started(), hover.started()]).toEqual([true, true, false]);
  click.open();
  await one;
  await settle();
  expect(hover.started()).toBe(false);
  other.open();
  expect(await two).toBe(2);
  hover.open();
  expect(await waiting).toBe(3);
});

test('a failed hover does not block the next', async () => {
  const slot = new LatestWinsQueue();
  await expect(slot.hover(() => Promise.reject(new Error('broken')), forever)).rejects.toThrow('broken');
  expect(await slot.hover(async () => 'next', forever)).toBe('next');
});

test('a waiting hover leaves when its signal fires', async () => {
  const slot = new LatestWinsQueue();
  const running = gate(1);
  const first = slot.hover(running.work, forever);
  const controller = new AbortController();
  const second = slot.hover(async () => 2, controller.signal);
  controller.abort();
  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  running.open();
  expect(await first).toBe(1);
});
