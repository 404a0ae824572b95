/** Files on a depot: each is a run of segments with a record beside them, so that a broken download keeps what it has. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import type { DepotKind } from '../../contract/weights.ts';
import type { Depot } from './depot.ts';

/** What is known of a file on the shelf; `sha256` and `storedAt` are set once it is complete and checked. */
export interface FileRecord {
  readonly name: string;
  readonly url: string;
  readonly bytes: number;
  readonly sha256?: string;
  readonly storedAt?: number;
}

const FileRecordSchema: v.GenericSchema<unknown, FileRecord> = v.object({
  name: v.string(),
  url: v.string(),
  bytes: v.number(),
  sha256: v.exactOptional(v.string()),
  storedAt: v.exactOptional(v.number()),
});

export interface ShelfFile {
  readonly key: string;
  readonly record: FileRecord;
  /** Bytes of all segments. */
  readonly done: number;
  readonly kind: DepotKind;
}

export interface Shelf {
  read(key: string): Promise<ShelfFile | null>;
  list(): Promise<readonly ShelfFile[]>;
  segments(key: string): Promise<readonly Blob[]>;
  append(key: string, index: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
  writeRecord(key: string, record: FileRecord): Promise<void>;
  /** Removes the segments, keeps the record. */
  empty(key: string): Promise<void>;
  /** Removes record and segments. */
  clear(key: string): Promise<void>;
}

/** Key of a file whose hash is stated: the hash. Else one derived from its address. */
export function shelfKey(file: { readonly url: string; readonly sha256?: string }): string {
  return file.sha256 ?? `u${bytesToHex(sha256(utf8ToBytes(file.url))).slice(0, 40)}`;
}

const RECORD = '.json';
const SEGMENT = /^([0-9a-u]+)\.(\d{5})$/;

function segmentName(key: string, index: number): string {
  return `${key}.${String(index).padStart(5, '0')}`;
}

export function createShelf(depot: Depot): Shelf {
  const segmentNames = async (key: string): Promise<readonly { name: string; bytes: number }[]> => {
    const own = (await depot.entries()).filter((e) => e.name.startsWith(`${key}.`) && SEGMENT.test(e.name));
    own.sort((a, b) => (a.name < b.name ? -1 : 1));
    // A gap makes everything after it worthless.
    const gap = own.findIndex((e, i) => e.name !== segmentName(key, i));
    return gap < 0 ? own : own.slice(0, gap);
  };
  const recordOf = async (key: string): Promise<FileRecord | null> => {
    const blob = await depot.get(key + RECORD);
    if (!blob) return null;
    try {
      const parsed = v.safeParse(FileRecordSchema, JSON.parse(await blob.text()));
      return parsed.success ? parsed.output : null;
    } catch {
      // A record cut short by a crash is as good as none.
      return null;
    }
  };
  const read = async (key: string): Promise<ShelfFile | null> => {
    const record = await recordOf(key);
    if (!record) return null;
    const names = await segmentNames(key);
    const kind = names.find((n) => depot.kindOf(n.name) === 'memory') ? 'memory' : depot.kindOf(key + RECORD);
    return { key, record, done: names.reduce((sum, n) => sum + n.bytes, 0), kind };
  };
  const empty = async (key: string): Promise<void> => {
    const all = (await depot.entries()).filter((e) => e.name.startsWith(`${key}.`) && SEGMENT.test(e.name));
    await Promise.all(all.map((e) => depot.remove(e.name)));
  };
  return {
    read,
    list: async () => {
      const keys = (await depot.entries()).filter((e) => e.name.endsWith(RECORD)).map((e) => e.name.slice(0, -5));
      const files = await Promise.all(keys.map(read));
      return files.filter((f) => f !== null);
    },
    segments: async (key) => {
      const blobs = await Promise.all((await segmentNames(key)).map((n) => depot.get(n.name)));
      return blobs.filter((b) => b !== null);
    },
    append: (key, index, data) => depot.put(segmentName(key, index), data),
    writeRecord: (key, record) => depot.put(key + RECORD, utf8ToBytes(JSON.stringify(record)).slice()),
    empty,
    clear: async (key) => {
      await depot.remove(key + RECORD);
      await empty(key);
    },
  };
}
