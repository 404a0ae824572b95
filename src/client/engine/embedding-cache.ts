/** The embeddings of one engine: in which worker each is, and the pixels to make it again. Those used least recently make room. */
import { transfer } from 'comlink';
import { SegError } from '../../contract/errors.ts';
import type { EmbeddingId, EmbeddingRef, JobId } from '../../contract/segmenter.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { WorkerHost } from './worker-host.ts';

/** Longest that one encode may take: ViT-B on one WASM thread needs about 45 s on a laptop. */
export const ENCODE_SILENCE_MS = 240_000;

/** Bytes of tensors and small bitmaps kept in all; what is in use now stays even when it alone exceeds them. */
const BUDGET: number = 256 << 20;

export interface CachedEmbedding {
  readonly ref: EmbeddingRef;
  readonly size: Size;
  /** The pixels that the encoder saw. */
  readonly replay: ImageBitmap;
  key: string | undefined;
  /** Open predictors. */
  users: number;
  /** Where the tensors are; null while they are nowhere. */
  at: { readonly host: WorkerHost; readonly id: EmbeddingId } | null;
  moving: Promise<EmbeddingId> | undefined;
}

export class EmbeddingCache {
  /** Least recently used first. */
  private readonly entries = new Set<CachedEmbedding>();
  private readonly newJob: () => JobId;
  private readonly budget: number;

  constructor(newJob: () => JobId, budget: number = BUDGET) {
    this.newJob = newJob;
    this.budget = budget;
  }

  /** Takes over a fresh embedding with one user. */
  add(host: WorkerHost, ref: EmbeddingRef, replay: ImageBitmap, size: Size, key: string | undefined): CachedEmbedding {
    const entry = { ref, size, replay, key, users: 1, at: { host, id: ref.id }, moving: undefined };
    this.entries.add(entry);
    this.makeRoom(entry);
    return entry;
  }

  /** The embedding kept under this key, with one user more. */
  find(key: string): CachedEmbedding | undefined {
    const found = [...this.entries].find((entry) => entry.key === key);
    return found && this.join(found);
  }

  /** One user more. */
  join(entry: CachedEmbedding): CachedEmbedding {
    entry.users++;
    if (this.entries.has(entry)) this.touch(entry);
    return entry;
  }

  /** One user fewer; an embedding without key and users goes. */
  leave(entry: CachedEmbedding): void {
    entry.users--;
    if (entry.users === 0 && entry.key === undefined) this.drop(entry);
  }

  /** Nobody will ask for this key again. */
  forget(belongs: (key: string) => boolean): void {
    for (const entry of [...this.entries]) {
      if (entry.key === undefined || !belongs(entry.key)) continue;
      entry.key = undefined;
      if (entry.users === 0) this.drop(entry);
    }
  }

  /**
   * The embedding's number in `host`, encoding it there when it is in another worker or in none.
   * @throws SegError `internal` after the engine was closed
   */
  async locate(entry: CachedEmbedding, host: WorkerHost): Promise<EmbeddingId> {
    if (!this.entries.has(entry)) throw new SegError('internal', 'this embedding was released');
    this.touch(entry);
    while (entry.moving) await entry.moving.catch(() => undefined); // whoever moved it was told
    if (entry.at?.host === host) return entry.at.id;
    entry.moving = this.move(entry, host).finally(() => {
      entry.moving = undefined;
    });
    return entry.moving;
  }

  /** Encodes the embedding used last in another worker, ahead of its first use there. */
  async moveNewest(host: WorkerHost): Promise<void> {
    const newest = [...this.entries].at(-1);
    if (newest) await this.locate(newest, host);
  }

  clear(): void {
    for (const entry of [...this.entries]) this.drop(entry);
  }

  private touch(entry: CachedEmbedding): void {
    this.entries.delete(entry);
    this.entries.add(entry);
  }

  private drop(entry: CachedEmbedding): void {
    if (!this.entries.delete(entry)) return;
    entry.replay.close();
    release(entry);
  }

  /** Closed pictures go first, then the tensors of open ones, which are encoded again when they are asked. */
  private makeRoom(newest: CachedEmbedding): void {
    let held = [...this.entries].reduce((sum, entry) => sum + bytesOf(entry), 0);
    const byUse = [...this.entries].filter((entry) => entry !== newest && !entry.moving);
    for (const entry of [...byUse.filter((e) => e.users === 0), ...byUse.filter((e) => e.users > 0)]) {
      if (held <= this.budget) return;
      if (entry.users === 0) {
        held -= bytesOf(entry);
        this.drop(entry);
      } else if (entry.at) {
        held -= entry.ref.bytes;
        release(entry);
      }
    }
  }

  private async move(entry: CachedEmbedding, host: WorkerHost): Promise<EmbeddingId> {
    const copy = await createImageBitmap(entry.replay);
    const { source } = entry.ref.placement;
    const { ref, replay } = await host.call(
      () => host.api.embed(this.newJob(), transfer(copy, [copy]), source, source),
      ENCODE_SILENCE_MS,
    );
    replay.close(); // the entry has its own
    release(entry);
    entry.at = { host, id: ref.id };
    if (!this.entries.has(entry))
      release(entry); // closed meanwhile
    else this.makeRoom(entry);
    return ref.id;
  }
}

function bytesOf({ at, ref }: CachedEmbedding): number {
  const { width, height } = ref.placement.content;
  return (at ? ref.bytes : 0) + 4 * width * height;
}

function release(entry: CachedEmbedding): void {
  const { at } = entry;
  entry.at = null;
  if (!at || at.host.deadReason) return;
  at.host.api.release(at.id).catch(() => undefined); // a worker that ended meanwhile holds nothing
}
