/** The weights store: content-addressed model files, downloaded on demand, imported by hand, listed, deleted. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { NeededFile } from '../../contract/catalogue.ts';
import { throwIfAborted } from '../../contract/errors.ts';
import type { DownloadProgress, StorageReport, StoredFile, WeightsStore } from '../../contract/weights.ts';
import type { Depot } from './depot.ts';
import { withOverflow } from './depot-overflow.ts';
import { type DownloadOptions, downloadFile } from './download-file.ts';
import { FileWriter } from './file-writer.ts';
import { createShelf, type ShelfFile, shelfKey } from './shelf.ts';
import { Speedometer } from './speed.ts';

interface StoreOptions extends DownloadOptions {
  /** Least time between two reports of progress, milliseconds. */
  readonly reportMs: number;
}

const DEFAULTS: StoreOptions = {
  reportMs: 100,
  fetcher: (url, init) => fetch(url, init),
  stallMs: 30_000,
  retries: 4,
  backoffMs: 1_000,
  now: () => Date.now(),
};

function storedFile({ record, kind }: ShelfFile): StoredFile | null {
  const { sha256: hash, storedAt, name, bytes, url } = record;
  if (!hash || storedAt === undefined) return null;
  return { sha256: hash, bytes, name, origin: url, storedAt, kind };
}

/** Two tabs, or two models that share a file, never write it at once. */
async function exclusively(key: string, signal: AbortSignal, body: () => Promise<void>): Promise<void> {
  if (!globalThis.navigator?.locks) return body();
  await navigator.locks.request(`weights:${key}`, { signal }, body);
}

/**
 * @param depot where files are kept; a full device makes the rest stay in memory
 */
export function createWeightsStore(depot: Depot, overrides: Partial<StoreOptions> = {}): WeightsStore {
  const options = { ...DEFAULTS, ...overrides };
  const overflow = withOverflow(depot);
  const shelf = createShelf(overflow);

  const find = async (file: NeededFile): Promise<ShelfFile | null> => {
    const own = await shelf.read(shelfKey(file));
    if (own?.record.sha256 || file.sha256) return own;
    const alike = (await shelf.list()).find(
      (f) => f.record.sha256 && f.record.bytes === file.bytes && f.record.name === file.name,
    );
    return alike ?? own;
  };
  const blobOf = async (found: ShelfFile | undefined | null): Promise<Blob | null> =>
    found?.record.sha256 ? new Blob([...(await shelf.segments(found.key))]) : null;
  const byHash = async (hash: string): Promise<ShelfFile | undefined> =>
    (await shelf.list()).find((f) => f.record.sha256 === hash);

  return {
    get: async (file) => blobOf(await find(file)),
    have: async (file) => (await find(file))?.done ?? 0,
    bySha256: async (hash) => blobOf(await byHash(hash)),
    download: async (files, signal, report) => {
      const total = files.reduce((sum, f) => sum + f.bytes, 0);
      const meter = new Speedometer();
      let before = 0;
      let lastReport = 0;
      const tell = (file: NeededFile, done: number, retry: DownloadProgress['retry']): void => {
        const now = performance.now();
        if (retry) meter.reset();
        else meter.add(now, before + done);
        if (!retry && now - lastReport < options.reportMs && before + done < total) return;
        lastReport = now;
        const speed = meter.perSecond();
        report({
          done: before + done,
          total,
          speed,
          file: file.name,
          ...(speed > 0 ? { secondsLeft: (total - before - done) / speed } : {}),
          ...(retry ? { retry } : {}),
          ...(overflow.overflowed() ? { overflowed: true } : {}),
        });
      };
      for (const file of files) {
        throwIfAborted(signal);
        await exclusively(shelfKey(file), signal, () =>
          downloadFile(shelf, file, options, signal, (p) => tell(file, p.done, p.retry)),
        );
        before += file.bytes;
        meter.reset();
      }
      const last = files.at(-1);
      if (last)
        report({
          done: total,
          total,
          speed: 0,
          file: last.name,
          ...(overflow.overflowed() ? { overflowed: true } : {}),
        });
    },
    put: async (blob, name, report) => {
      const hash = sha256.create();
      let done = 0;
      for await (const chunk of chunksOf(blob)) {
        hash.update(chunk);
        done += chunk.length;
        report?.(done / 2);
      }
      const key = bytesToHex(hash.digest());
      const there = await byHash(key);
      const kept = there ? storedFile(there) : null;
      if (kept) return kept;
      await shelf.clear(key);
      const writer = new FileWriter(shelf, key, blob.size);
      for await (const chunk of chunksOf(blob)) {
        await writer.write(chunk);
        report?.((done + writer.done) / 2);
      }
      await writer.flush();
      const record = { name, url: 'imported', bytes: blob.size, sha256: key, storedAt: options.now() };
      await shelf.writeRecord(key, record);
      return {
        sha256: key,
        bytes: blob.size,
        name,
        origin: 'imported',
        storedAt: record.storedAt,
        kind: overflow.kindOf(`${key}.json`),
      };
    },
    delete: async (hash) => {
      for (const file of await shelf.list()) if (file.record.sha256 === hash) await shelf.clear(file.key);
    },
    deletePartial: async (url) => {
      for (const file of await shelf.list()) {
        if (!file.record.sha256 && file.record.url === url) await shelf.clear(file.key);
      }
    },
    report: async (): Promise<StorageReport> => {
      const [files, estimate, persisted] = await Promise.all([shelf.list(), estimateStorage(), isPersisted()]);
      return {
        kind: depot.kindOf('any'),
        files: files.map(storedFile).filter((f) => f !== null),
        partial: files
          .filter((f) => !f.record.sha256 && f.done > 0)
          .map((f) => ({ url: f.record.url, name: f.record.name, done: f.done, bytes: f.record.bytes })),
        persisted,
        ...estimate,
      };
    },
    persist: async () => (await globalThis.navigator?.storage?.persist?.()) ?? false,
  };
}

async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const step = 1 << 20;
  for (let at = 0; at < blob.size; at += step) {
    yield new Uint8Array(await blob.slice(at, at + step).arrayBuffer());
  }
}

async function isPersisted(): Promise<boolean> {
  return (await globalThis.navigator?.storage?.persisted?.()) ?? false;
}

async function estimateStorage(): Promise<{ usage?: number; quota?: number }> {
  const estimate = await globalThis.navigator?.storage?.estimate?.();
  return {
    ...(estimate?.usage === undefined ? {} : { usage: estimate.usage }),
    ...(estimate?.quota === undefined ? {} : { quota: estimate.quota }),
  };
}
