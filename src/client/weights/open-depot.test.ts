import { afterEach, expect, test, vi } from 'vitest';
import { layeredDepot } from './depot-layered.ts';
import { createMemoryDepot } from './depot-memory.ts';
import { openKeptDepot } from './open-depot.ts';

afterEach(() => vi.unstubAllGlobals());

const refusal = (name: string) => (): Promise<never> => Promise.reject(new DOMException('refused', name));

/** A private file system of one folder whose files refuse to be written with the error of this name. */
function fileSystem(error: string): { getDirectory: () => Promise<unknown> } {
  const folder = {
    getFileHandle: async () => ({ createWritable: refusal(error) }),
    removeEntry: async () => undefined,
  };
  return { getDirectory: async () => ({ getDirectoryHandle: async () => folder }) };
}

/** A database API that counts who asks for it and opens nothing. */
function databases(): { readonly opened: string[] } {
  const opened: string[] = [];
  vi.stubGlobal('indexedDB', {
    databases: async () => [],
    open: (name: string) => {
      opened.push(name);
      throw new DOMException('not here', 'SecurityError');
    },
  });
  return { opened };
}

test('a full disk is told when something is kept, and moves nothing to another kind of store', async () => {
  vi.stubGlobal('navigator', { storage: fileSystem('QuotaExceededError') });
  const { opened } = databases();
  const depot = await openKeptDepot('sessions');
  expect(depot?.kindOf('any')).toBe('opfs');
  await expect(depot?.put('a', new Uint8Array(1))).rejects.toMatchObject({ name: 'QuotaExceededError' });
  expect(opened).toEqual([]);
});

test('a file system that cannot be written from a page is passed over', async () => {
  vi.stubGlobal('navigator', { storage: fileSystem('NotAllowedError') });
  const { opened } = databases();
  expect(await openKeptDepot('sessions')).toBeNull();
  expect(opened).toEqual(['sessions']);
});

test('what lies in either of two places is listed, read and deleted; what is new goes to the first', async () => {
  const [first, earlier] = [createMemoryDepot(), createMemoryDepot()];
  await earlier.put('old', new Uint8Array([1]));
  await earlier.put('both', new Uint8Array([1]));
  const depot = layeredDepot(first, earlier);
  await depot.put('both', new Uint8Array([2, 2]));
  await depot.put('new', new Uint8Array([3]));
  expect((await depot.entries()).map((e) => `${e.name} ${e.bytes}`).toSorted()).toEqual(['both 2', 'new 1', 'old 1']);
  expect((await depot.get('old'))?.size).toBe(1);
  expect((await earlier.entries()).map((e) => e.name)).toEqual(['old']);
  for (const name of ['old', 'both', 'new']) await depot.remove(name);
  expect([...(await first.entries()), ...(await earlier.entries())]).toEqual([]);
});
