/** The embeddings that live in this worker, least recently used first out when they outgrow their budget. */
import { SegError } from '../contract/errors.ts';
import type { EmbeddingId } from '../contract/segmenter.ts';
import type { Encoded } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';

export interface StoredEmbedding {
  readonly encoded: Encoded;
  /** What the encoder saw, for teaching views. */
  readonly pixels: Pixels;
}

export class EmbeddingStore {
  private readonly entries = new Map<EmbeddingId, StoredEmbedding>();
  private readonly budget: number;
  private readonly drop: (encoded: Encoded) => void;
  private next: EmbeddingId = 1;
  private held = 0;

  /**
   * @param budget bytes of tensors and pixels; the newest embedding stays even when it alone exceeds them
   * @param drop frees an embedding's tensors
   */
  constructor(budget: number, drop: (encoded: Encoded) => void) {
    this.budget = budget;
    this.drop = drop;
  }

  get size(): number {
    return this.entries.size;
  }

  add(entry: StoredEmbedding): EmbeddingId {
    const id = this.next++;
    this.entries.set(id, entry);
    this.held += bytesOf(entry);
    for (const oldest of this.entries.keys()) {
      if (this.held <= this.budget || oldest === id) break;
      this.release(oldest);
    }
    return id;
  }

  /** @throws SegError `internal` when the embedding was released or evicted: the client encodes again */
  get(id: EmbeddingId): StoredEmbedding {
    const entry = this.entries.get(id);
    if (!entry) throw new SegError('internal', `embedding ${id} is gone`);
    this.entries.delete(id); // to the end: most recently used
    this.entries.set(id, entry);
    return entry;
  }

  release(id: EmbeddingId): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.held -= bytesOf(entry);
    this.drop(entry.encoded);
  }

  clear(): void {
    for (const id of [...this.entries.keys()]) this.release(id);
  }
}

function bytesOf({ encoded, pixels }: StoredEmbedding): number {
  return encoded.bytes + pixels.data.byteLength;
}
