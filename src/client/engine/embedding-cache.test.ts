import { beforeAll, expect, test, vi } from 'vitest';
import type { EmbeddingRef } from '../../contract/segmenter.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import { placeStretch } from '../../core/geometry/resize.ts';
import { EmbeddingCache } from './embedding-cache.ts';
import type { WorkerHost } from './worker-host.ts';

// Nothing is moved between threads here.
vi.mock('comlink', () => ({ transfer: (value: unknown) => value }));

const SIZE = { width: 4, height: 4 };
const placement = placeStretch(boxOfSize(SIZE), 4);
/** Of the pixels that every embedding keeps beside its tensors. */
const REPLAY = 4 * 4 * 4;

const bitmap = (): ImageBitmap => ({ close: () => undefined }) as unknown as ImageBitmap; // never drawn here

/** A worker that hands out numbers and notes what is given back. */
function worker(first: number) {
  let next = first;
  const released: number[] = [];
  const api = {
    embed: async () => ({ ref: refOf(next++, 100), replay: bitmap() }),
    release: async (id: number) => void released.push(id),
  };
  // Only what the cache asks of a worker.
  const host = { api, deadReason: undefined, call: (work: () => Promise<unknown>) => work() } as unknown as WorkerHost;
  return { host, released, embeds: () => next - first };
}

function refOf(id: number, bytes: number): EmbeddingRef {
  return { id, model: 'm', placement, bytes, encodeMs: 1, prepareMs: 1 };
}

beforeAll(() => {
  vi.stubGlobal('createImageBitmap', async () => bitmap());
});

test('over the budget, closed pictures go first, least recently used first; then tensors of open ones, which come back when asked', async () => {
  const { host, released, embeds } = worker(50);
  const cache = new EmbeddingCache(() => 1, 3 * (100 + REPLAY));
  const [a, b, c] = ['a', 'b', 'c'].map((key, i) => cache.add(host, refOf(i, 100), bitmap(), SIZE, key));
  if (!a || !b || !c) throw new Error('three were added');
  cache.leave(a);
  cache.leave(b);
  expect(cache.find('a')).toBe(a); // used again: b is now the oldest closed one
  cache.leave(a);
  cache.add(host, refOf(3, 100), bitmap(), SIZE, 'd');
  expect(released).toEqual([1]);
  expect(cache.find('b')).toBeUndefined();
  cache.add(host, refOf(4, 100), bitmap(), SIZE, 'e');
  expect(released).toEqual([1, 0]);
  cache.add(host, refOf(5, 100), bitmap(), SIZE, 'f');
  // Those left are open: only tensors went, those of two, since the pixels to make them again stay.
  expect(released).toEqual([1, 0, 2, 3]);
  expect(await cache.locate(c, host)).toBe(50);
  expect(await cache.locate(c, host)).toBe(50);
  expect(embeds()).toBe(1);
});

test('an embedding without key goes with its last user; a forgotten key goes once nobody uses it', () => {
  const { host, released } = worker(50);
  const cache = new EmbeddingCache(() => 1);
  const once = cache.add(host, refOf(1, 9), bitmap(), SIZE, undefined);
  const kept = cache.add(host, refOf(2, 9), bitmap(), SIZE, 'kept');
  cache.join(once);
  cache.leave(once);
  expect(released).toEqual([]);
  cache.leave(once);
  expect(released).toEqual([1]);
  cache.forget((key) => key === 'kept');
  expect(released).toEqual([1]);
  cache.leave(kept);
  expect(released).toEqual([1, 2]);
});

test('asked in another worker twice at once, it is encoded there once and leaves the first', async () => {
  const before = worker(1);
  const after = worker(70);
  const cache = new EmbeddingCache(() => 1);
  const entry = cache.add(before.host, refOf(1, 9), bitmap(), SIZE, 'p');
  const ids = await Promise.all([cache.locate(entry, after.host), cache.locate(entry, after.host)]);
  expect(ids).toEqual([70, 70]);
  expect(after.embeds()).toBe(1);
  expect(before.released).toEqual([1]);
});
