/** The embeddings that live in this worker; the engine on the page decides which stay. */
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
  private readonly drop: (encoded: Encoded) => void;
  private next: EmbeddingId = 1;

  /** @param drop frees an embedding's tensors */
  constructor(drop: (encoded: Encoded) => void) {
    this.drop = drop;
  }

  get size(): number {
    return this.entries.size;
  }

  add(entry: StoredEmbedding): EmbeddingId {
    const id = this.next++;
    this.entries.set(id, entry);
    return id;
  }

  /** @throws SegError `internal` when the embedding was released */
  get(id: EmbeddingId): StoredEmbedding {
    const entry = this.entries.get(id);
    if (!entry) throw new SegError('internal', `embedding ${id} is gone`);
    return entry;
  }

  release(id: EmbeddingId): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.drop(entry.encoded);
  }

  clear(): void {
    for (const id of [...this.entries.keys()]) this.release(id);
  }
}
