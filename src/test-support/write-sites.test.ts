/** Every place that writes to the browser's storage, and what comes of a write that is refused for want of room. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keptRun } from '../client/benchmark/kept-run.ts';
import { storedBackendMemory } from '../client/engine/backend-memory.ts';
import { openOwnModels } from '../client/models/own-models.ts';
import { createKeptSettings } from '../client/storage/kept-settings.ts';
import { openIndexedDbDepot } from '../client/weights/depot-indexeddb.ts';
import { openOpfsDepot } from '../client/weights/depot-opfs.ts';
import { SegError } from '../contract/errors.ts';
import type { ModelManifest } from '../contract/manifest.ts';
import { SHARE_FIELD, SHARE_QUERY } from '../contract/shared-pictures.ts';
import { createProgressStore } from '../state/learn/progress.ts';
import { receiveShare } from '../sw/share.ts';
import { setRemembering } from '../ui/benchmarks/seen.ts';
import { keepTallies } from '../ui/compare/tallies.ts';
import { writeInto } from '../ui/kit/save-picker.ts';

const SRC = fileURLToPath(new URL('..', import.meta.url));
const WRITES = /\.setItem\(|\.createWritable\(|objectStore\([^)]*\)\.put\(|\bdb\.put\(|\bcache\.put\(/;

const full = (): never => {
  throw new DOMException('no room', 'QuotaExceededError');
};

vi.mock('idb', () => {
  const refused = async (): Promise<never> => full();
  const transaction = { objectStore: () => ({ put: refused }), done: Promise.resolve() };
  return { openDB: async () => ({ put: refused, transaction: () => transaction }) };
});

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: full, removeItem: () => undefined });
  const folder = { getFileHandle: async () => ({ createWritable: async () => full() }), removeEntry: async () => {} };
  const getDirectory = async (): Promise<unknown> => ({ getDirectoryHandle: async () => folder });
  vi.stubGlobal('navigator', { storage: { getDirectory } });
});
afterEach(() => vi.unstubAllGlobals());

const codeOf = async (work: Promise<unknown> | undefined): Promise<string> =>
  (work ?? Promise.reject(new Error('no store'))).then(
    () => 'kept',
    (thrown: unknown) => SegError.from(thrown).code,
  );
const data = new Uint8Array(1);

/** What becomes of the refusal at each site: a code that is said in words, or nothing where nothing was promised. */
const SITES: Readonly<Record<string, () => Promise<void>>> = {
  'client/benchmark/kept-run.ts': async () => expect(await codeOf(keptRun.save({}))).toBe('quota'),
  'client/models/own-models.ts': async () =>
    expect(await codeOf((await openOwnModels()).save({ id: 'mine' } as ModelManifest))).toBe('quota'),
  'client/weights/depot-indexeddb.ts': async () =>
    expect(await codeOf((await openIndexedDbDepot('x'))?.put('a', data))).toBe('quota'),
  'client/weights/depot-opfs.ts': async () =>
    expect(await codeOf((await openOpfsDepot('x'))?.put('a', data))).toBe('quota'),
  'client/storage/kept-settings.ts': async () => {
    const settings = createKeptSettings();
    expect(() => settings.write({ on: true, theme: 'dark' })).toThrow(DOMException);
    settings.decline();
  },
  'client/engine/backend-memory.ts': async () =>
    storedBackendMemory(() => localStorage).remember('m', 1024, { backend: 'wasm', reason: '' }),
  'state/learn/progress.ts': async () => createProgressStore(() => localStorage).save({}),
  'ui/benchmarks/seen.ts': async () => expect(setRemembering(localStorage, true, []).blocked).toBe(true),
  'ui/compare/tallies.ts': async () => keepTallies(true, {}),
  'ui/kit/save-picker.ts': async () => {
    const gone: string[] = [];
    const folder = {
      keys: async function* () {},
      getFileHandle: async () => ({ createWritable: async () => full() }),
      removeEntry: async (name: string) => void gone.push(name),
    };
    const chosen = folder as unknown as FileSystemDirectoryHandle;
    expect(await codeOf(writeInto(chosen, new Blob(['x']), 'cup.png'))).toBe('quota');
    expect(gone).toEqual(['cup.png']);
  },
  'sw/share.ts': async () => {
    const body = new FormData();
    body.append(SHARE_FIELD, new File(['x'], 'cup.png'));
    const store = { delete: async () => true, open: async () => ({ put: async () => full() }) };
    const request = new Request('http://localhost/share', { method: 'POST', body });
    const answer = await receiveShare(request, new URL('http://localhost/'), store as unknown as CacheStorage);
    expect(answer.headers.get('location')).toContain(`${SHARE_QUERY}=failed`);
  },
};

/** A mark in the tab's own store that says the page was reloaded once; nothing of a person's. */
const NOT_WORK = ['client/offline.ts'];

function sources(): readonly string[] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));
}

test('the list of places that write to storage is complete', () => {
  const writing = sources().filter((path) => WRITES.test(readFileSync(join(SRC, path), 'utf8')));
  expect(writing.toSorted()).toEqual([...Object.keys(SITES), ...NOT_WORK].toSorted());
});

test.each(Object.entries(SITES))('a refused write in %s is said, or loses only a convenience', (_, refuse) => refuse());
