/** Cuts a stream into segments on the shelf and hashes it as it passes. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { SegError } from '../../contract/errors.ts';
import type { Shelf } from './shelf.ts';

export const SEGMENT_BYTES: number = 4 << 20;

export class FileWriter {
  private readonly shelf: Shelf;
  private readonly key: string;
  private readonly limit: number;
  private hash = sha256.create();
  private segments = 0;
  private buffer = new Uint8Array(0);
  private filled = 0;
  /** Bytes written or waiting, from the start of the file. */
  done = 0;

  /** @param limit a body longer than this is refused */
  constructor(shelf: Shelf, key: string, limit: number) {
    this.shelf = shelf;
    this.key = key;
    this.limit = limit;
  }

  /** Takes over what an earlier try left: reads it once, for the hash and for its length. */
  async adopt(): Promise<void> {
    const blobs = await this.shelf.segments(this.key);
    for (const blob of blobs) {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      this.hash.update(bytes);
      this.done += bytes.length;
    }
    this.segments = blobs.length;
    if (this.done > this.limit) await this.restart();
  }

  /** Throws everything away, for a server that starts from the beginning. */
  async restart(): Promise<void> {
    this.hash = sha256.create();
    this.segments = 0;
    this.filled = 0;
    this.done = 0;
    await this.shelf.empty(this.key);
  }

  /** @throws SegError `integrity` when more comes than was stated */
  async write(data: Uint8Array): Promise<void> {
    if (this.done + data.length > this.limit) {
      throw new SegError('integrity', `longer than the stated ${this.limit} bytes`);
    }
    this.hash.update(data);
    this.done += data.length;
    let at = 0;
    while (at < data.length) {
      if (this.buffer.length === 0) this.buffer = new Uint8Array(Math.min(SEGMENT_BYTES, this.limit));
      const n = Math.min(data.length - at, this.buffer.length - this.filled);
      this.buffer.set(data.subarray(at, at + n), this.filled);
      this.filled += n;
      at += n;
      if (this.filled === this.buffer.length) await this.flush();
    }
  }

  /** Puts what waits onto the shelf; a short segment is fine. */
  async flush(): Promise<void> {
    if (this.filled === 0) return;
    const data = this.filled === this.buffer.length ? this.buffer : this.buffer.slice(0, this.filled);
    this.filled = 0;
    if (data === this.buffer) this.buffer = new Uint8Array(0);
    await this.shelf.append(this.key, this.segments, data);
    this.segments++;
  }

  /** SHA-256 of everything so far, 64 hex digits. Ends the hash. */
  digest(): string {
    return bytesToHex(this.hash.digest());
  }
}
