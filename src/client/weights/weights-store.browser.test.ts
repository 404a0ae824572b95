import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterAll, describe, expect, it } from 'vitest';
import type { NeededFile } from '../../contract/catalogue.ts';
import { SegError } from '../../contract/errors.ts';
import type { Depot } from './depot.ts';
import { openIndexedDbDepot } from './depot-indexeddb.ts';
import { openOpfsDepot } from './depot-opfs.ts';
import type { Fetcher } from './http-part.ts';
import { createWeightsStore } from './weights-store.ts';

const body = new Uint8Array(10_000_000);
for (let i = 0; i < body.length; i++) body[i] = (i * 2654435761) >>> 24;
const hash = bytesToHex(sha256(body));
const file: NeededFile = {
  key: 'encoder',
  url: 'https://host/model.onnx',
  bytes: body.length,
  sha256: hash,
  name: 'model.onnx',
};
const never = new AbortController().signal;

/** Serves `body` from the asked byte on; the first answer breaks after `cut` bytes. */
function brokenLine(cut: number): { readonly fetcher: Fetcher; readonly ranges: string[] } {
  const ranges: string[] = [];
  const fetcher: Fetcher = async (_, init) => {
    const range = new Headers(init.headers).get('Range') ?? '';
    ranges.push(range);
    const from = Number(/(\d+)-/.exec(range)?.[1] ?? 0);
    const first = ranges.length === 1;
    let at = from;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (first && at >= cut) return controller.error(new TypeError('network error'));
        if (at >= body.length) return controller.close();
        const end = Math.min(at + 500_000, first ? cut : body.length);
        controller.enqueue(body.slice(at, end));
        at = end;
      },
    });
    return new Response(stream, { status: from > 0 ? 206 : 200 });
  };
  return { fetcher, ranges };
}

const KINDS: readonly (readonly [string, (name: string) => Promise<Depot | null>])[] = [
  ['opfs', openOpfsDepot],
  ['indexeddb', openIndexedDbDepot],
];

describe.each(KINDS)('the weights store on %s', (kind, open) => {
  const folder = `test-${kind}`;
  const depot = async (): Promise<Depot> => {
    const opened = await open(folder);
    if (!opened) throw new Error(`${kind} is not to be had here`);
    return opened;
  };
  afterAll(async () => {
    const all = await depot();
    for (const entry of await all.entries()) await all.remove(entry.name);
  });

  it('resumes in another visit a download cut at 60 % and ends with the right hash', async () => {
    const line = brokenLine(6_000_000);
    const options = { fetcher: line.fetcher, retries: 0, backoffMs: 1, stallMs: 5_000 };
    const first = createWeightsStore(await depot(), options).download([file], never, () => undefined);
    expect(await first.catch((thrown: unknown) => SegError.from(thrown).code)).toBe('download');
    const later = createWeightsStore(await depot(), options);
    expect(await later.have(file)).toBe(6_000_000);
    await later.download([file], never, () => undefined);
    expect(line.ranges).toEqual(['', 'bytes=6000000-']);
    const blob = await later.get(file);
    expect(bytesToHex(sha256(new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))))).toBe(hash);
    const report = await later.report();
    expect(report.kind).toBe(kind);
    expect(report.files).toMatchObject([{ sha256: hash, bytes: body.length, kind }]);
  });

  it('finds the file again in a third visit, and deletes it', async () => {
    const store = createWeightsStore(await depot());
    expect((await store.get(file))?.size).toBe(body.length);
    await store.delete(hash);
    expect(await store.get(file)).toBeNull();
    expect(await (await depot()).entries()).toEqual([]);
  });
});
