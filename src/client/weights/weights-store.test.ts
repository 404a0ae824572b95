import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NeededFile } from '../../contract/catalogue.ts';
import { SegError } from '../../contract/errors.ts';
import type { DownloadProgress, WeightsStore } from '../../contract/weights.ts';
import { type FaultyServer, startFaultyServer } from '../../test-support/faulty-server.ts';
import type { Depot } from './depot.ts';
import { createMemoryDepot } from './depot-memory.ts';
import { createWeightsStore } from './weights-store.ts';

const body = randomBytes(9_500_000);
body[0] = 0x08; // as every ONNX file begins
const sha256 = createHash('sha256').update(body).digest('hex');

let server: FaultyServer;
let file: NeededFile;
let depot: Depot;
let store: WeightsStore;
const fast = { stallMs: 400, retries: 2, backoffMs: 5, reportMs: 0 };
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startFaultyServer(body);
  file = { key: 'encoder', url: server.url, bytes: body.length, sha256, name: 'model.onnx' };
});
afterAll(() => server.close());
beforeEach(() => {
  server.faults.length = 0;
  server.ranges.length = 0;
  depot = createMemoryDepot();
  store = createWeightsStore(depot, fast);
});

async function hashOf(blob: Blob | null): Promise<string> {
  if (!blob) return 'nothing';
  return createHash('sha256')
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest('hex');
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (thrown: unknown) => SegError.from(thrown).code,
  );
}

describe('download', () => {
  it('brings the file, keeps it by hash, and asks nobody the second time', async () => {
    const seen: DownloadProgress[] = [];
    await store.download([file], never, (p) => seen.push(p));
    expect(await hashOf(await store.get(file))).toBe(sha256);
    expect(await hashOf(await store.bySha256(sha256))).toBe(sha256);
    expect(seen.at(-1)).toMatchObject({ done: body.length, total: body.length });
    expect(seen.every((p, i) => i === 0 || p.done >= (seen[i - 1]?.done ?? 0))).toBe(true);
    await store.download([{ ...file, url: `${server.url}?another-name` }], never, () => undefined);
    expect(server.ranges).toEqual(['']);
  });

  it('resumes after the line is cut, without asking for a byte twice', async () => {
    server.faults.push({ kind: 'cut', after: 5_700_000 });
    const retries: string[] = [];
    await store.download([file], never, (p) => p.retry && retries.push(p.retry.reason));
    expect(retries).toHaveLength(1);
    expect(server.ranges[0]).toBe('');
    expect(Number(/bytes=(\d+)-/.exec(server.ranges[1] ?? '')?.[1])).toBeGreaterThan(1_000_000);
    expect(await hashOf(await store.get(file))).toBe(sha256);
  });

  it('resumes in a new session what an abort left behind', async () => {
    const stop = new AbortController();
    const first = store.download([file], stop.signal, (p) => {
      if (p.done > 6_000_000) stop.abort();
    });
    expect(await codeOf(first)).toBe('aborted');
    const later = createWeightsStore(depot, fast);
    const kept = await later.have(file);
    expect(kept).toBeGreaterThan(6_000_000);
    expect((await later.report()).partial).toMatchObject([{ done: kept, bytes: body.length }]);
    await later.download([file], never, () => undefined);
    expect(server.ranges).toEqual(['', `bytes=${kept}-`]);
    expect(await hashOf(await later.get(file))).toBe(sha256);
    expect((await later.report()).partial).toEqual([]);
  });

  it('starts over when the server ignores the range', async () => {
    server.faults.push({ kind: 'cut', after: 5_000_000 }, { kind: 'no-range' });
    await store.download([file], never, () => undefined);
    expect(await hashOf(await store.get(file))).toBe(sha256);
  });

  it('calls a dead line stalled, not slow, and keeps what came', async () => {
    server.faults.push({ kind: 'stall', after: 4_500_000 }, { kind: 'stall', after: 0 }, { kind: 'stall', after: 0 });
    expect(await codeOf(store.download([file], never, () => undefined))).toBe('stalled');
    expect(await store.have(file)).toBe(4_500_000);
    expect(await store.get(file)).toBeNull();
  });

  it('refuses one wrong byte and keeps nothing of it', async () => {
    server.faults.push({ kind: 'flip', at: 7_000_000 });
    expect(await codeOf(store.download([file], never, () => undefined))).toBe('integrity');
    expect(await store.have(file)).toBe(0);
    expect(await depot.entries()).toEqual([]);
  });

  it('starts afresh once when a resumed file has the wrong hash: it may have changed in between', async () => {
    server.faults.push({ kind: 'flip', at: 10 }, { kind: 'status', status: 404 });
    const stop = new AbortController();
    await codeOf(store.download([file], stop.signal, (p) => p.done > 4_300_000 && stop.abort()));
    server.faults.length = 0;
    await store.download([file], never, () => undefined);
    expect(server.ranges.at(-1)).toBe('');
    expect(await hashOf(await store.get(file))).toBe(sha256);
  });

  it('refuses a body longer than stated', async () => {
    server.faults.push({ kind: 'longer' });
    expect(await codeOf(store.download([file], never, () => undefined))).toBe('integrity');
  });

  it('says so when a web page or a pointer comes instead', async () => {
    server.faults.push({ kind: 'html' });
    expect(await codeOf(store.download([file], never, () => undefined))).toBe('not-a-model');
    server.faults.push({ kind: 'lfs-pointer' });
    expect(await codeOf(store.download([file], never, () => undefined))).toBe('not-a-model');
  });

  it('needs no Content-Length and follows redirects', async () => {
    server.faults.push({ kind: 'redirect' }, { kind: 'no-length' });
    await store.download([file], never, () => undefined);
    expect(await hashOf(await store.get(file))).toBe(sha256);
  });

  it('gives up at once on a missing file, and retries a busy server', async () => {
    server.faults.push({ kind: 'status', status: 404 });
    expect(await codeOf(store.download([file], never, () => undefined))).toBe('download');
    expect(server.ranges).toHaveLength(1);
    server.faults.push({ kind: 'status', status: 503 });
    await store.download([file], never, () => undefined);
    expect(await hashOf(await store.get(file))).toBe(sha256);
  });

  it('records the hash it saw where no source states one', async () => {
    const { sha256: _, ...unstated } = file;
    await store.download([unstated], never, () => undefined);
    expect((await store.report()).files).toMatchObject([{ sha256, bytes: body.length, name: 'model.onnx' }]);
    expect(await hashOf(await store.get(unstated))).toBe(sha256);
  });

  it('goes on in memory when the device is full, and says so', async () => {
    const full: Depot = {
      ...depot,
      kindOf: () => 'opfs',
      put: (name, data) =>
        data.length > 1_000 && name.endsWith('1')
          ? Promise.reject(new DOMException('full', 'QuotaExceededError'))
          : depot.put(name, data),
    };
    const cramped = createWeightsStore(full, fast);
    const seen: DownloadProgress[] = [];
    await cramped.download([file], never, (p) => seen.push(p));
    expect(seen.at(-1)?.overflowed).toBe(true);
    expect((await cramped.report()).files[0]?.kind).toBe('memory');
    expect(await hashOf(await cramped.get(file))).toBe(sha256);
  });
});

describe('files given by hand', () => {
  it('are kept by their own hash and found for the model that states it', async () => {
    const stored = await store.put(new Blob([body]), 'whatever.onnx');
    expect(stored.sha256).toBe(sha256);
    expect(await hashOf(await store.get(file))).toBe(sha256);
    await store.download([file], never, () => undefined);
    expect(server.ranges).toEqual([]);
  });

  it('are deleted by hash', async () => {
    await store.put(new Blob([body]), 'a.onnx');
    await store.delete(sha256);
    expect(await depot.entries()).toEqual([]);
    expect(await store.get(file)).toBeNull();
  });
});
