import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('only what stays silent is told, each at its own time', () => {
  const told: number[] = [];
  const dog = new Watchdog((ms) => told.push(ms));
  const [a, b, c] = [{}, {}, {}];
  dog.watch(a, 1000);
  dog.watch(b, 300);
  dog.watch(c, 500);
  vi.advanceTimersByTime(250);
  dog.watch(b, 300);
  dog.stop(c);
  vi.advanceTimersByTime(280);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(40);
  expect(told).toEqual([300]);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([300, 1000]);
  vi.advanceTimersByTime(5000);
  expect(told).toEqual([300, 1000]);
});

test('a thousand calls that end in time set one timer', () => {
  const set = vi.spyOn(globalThis, 'setTimeout');
  const dog = new Watchdog(() => expect.unreachable());
  for (let i = 0; i < 1000; i++) {
    const call = {};
    dog.watch(call, 4000);
    vi.advanceTimersByTime(2);
    dog.stop(call);
  }
  expect(set).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(9000);
  dog.watch({}, 100);
  dog.close();
  vi.advanceTimersByTime(9000);
});
