/** Embeddings of pictures that are not on the stage now, the least recently used let go first. */
import type { Engine } from '../../contract/segmenter.ts';
import type { OpenedPicture } from '../deps.ts';
import type { Encoded } from './encode.ts';

const MOST = 6;
const MOST_BYTES: number = 192 << 20;

/** Owns what is put on it; what is taken belongs to the taker again. */
export class EmbeddingShelf {
  /** By picture, the least recently used first. */
  readonly #kept = new Map<string, Encoded>();

  has(engine: Engine, pictureId: string): boolean {
    return this.#kept.get(pictureId)?.engine === engine;
  }

  put(encoded: Encoded): void {
    this.remove(encoded.picture.id);
    this.#kept.set(encoded.picture.id, encoded);
    for (const id of this.#kept.keys()) {
      const bytes = [...this.#kept.values()].reduce((n, e) => n + e.embedding.bytes, 0);
      if (this.#kept.size <= MOST && bytes <= MOST_BYTES) break;
      this.remove(id);
    }
  }

  /** The embedding of this very picture by this engine, which leaves the shelf; null when there is none. */
  take(engine: Engine, picture: OpenedPicture): Encoded | null {
    const found = this.#kept.get(picture.id);
    if (found?.engine !== engine) return null;
    this.#kept.delete(picture.id);
    return { ...found, picture };
  }

  remove(pictureId: string): void {
    const found = this.#kept.get(pictureId);
    this.#kept.delete(pictureId);
    found?.engine.release(found.embedding);
  }

  /** Lets go of what another engine than this one holds. */
  keepOnly(engine: Engine | null): void {
    for (const [id, encoded] of this.#kept) if (encoded.engine !== engine) this.remove(id);
  }
}
