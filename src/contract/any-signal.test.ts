import { afterEach, expect, test, vi } from 'vitest';
import { anySignal } from './any-signal.ts';

const native = Reflect.get(AbortSignal, 'any');
afterEach(() => {
  Reflect.set(AbortSignal, 'any', native);
  vi.restoreAllMocks();
});

test.each(['with AbortSignal.any', 'without it'])('fires with the first of several, with its reason: %s', (how) => {
  if (how === 'without it') Reflect.deleteProperty(AbortSignal, 'any');
  const [a, b] = [new AbortController(), new AbortController()];
  const either = anySignal(a.signal, b.signal);
  expect(either.aborted).toBe(false);
  const heard = vi.fn();
  either.addEventListener('abort', heard);
  b.abort('why');
  a.abort('later');
  expect(either.reason).toBe('why');
  expect(heard).toHaveBeenCalledTimes(1);
  expect(anySignal(a.signal, new AbortController().signal).aborted).toBe(true);
});
