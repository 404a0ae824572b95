/** Embeddings as the engine knows them: a number of its own, the worker that holds them, the pixels to make them again. */
import { transfer } from 'comlink';
import { SegError } from '../../contract/errors.ts';
import type { EmbeddingId, EmbeddingRef, JobId } from '../../contract/segmenter.ts';
import type { WorkerHost } from './worker-host.ts';

/** Longest that one encode may take: ViT-B on one WASM thread needs about 45 s on a laptop. */
export const ENCODE_SILENCE_MS = 240_000;

interface Slot {
  readonly ref: EmbeddingRef;
  readonly replay: ImageBitmap;
  host: WorkerHost;
  remote: EmbeddingId;
  moving: Promise<void> | undefined;
}

export class EmbeddingSlots {
  private readonly slots = new Map<EmbeddingId, Slot>();
  private readonly newJob: () => JobId;
  private next: EmbeddingId = 1;

  constructor(newJob: () => JobId) {
    this.newJob = newJob;
  }

  /** Takes over a fresh embedding and gives it the engine's own number, which stays when the worker changes. */
  add(host: WorkerHost, ref: EmbeddingRef, replay: ImageBitmap): EmbeddingRef {
    const own: EmbeddingRef = { ...ref, id: this.next++ };
    this.slots.set(own.id, { ref: own, replay, host, remote: ref.id, moving: undefined });
    return own;
  }

  /**
   * The embedding's number in `host`, encoding it there again when another worker held it.
   * @throws SegError `internal` for a released embedding
   */
  async locate(id: EmbeddingId, host: WorkerHost): Promise<EmbeddingId> {
    const slot = this.slots.get(id);
    if (!slot) throw new SegError('internal', 'this embedding was released');
    await slot.moving;
    if (slot.host !== host) {
      slot.moving ??= this.move(slot, host).finally(() => {
        slot.moving = undefined;
      });
      await slot.moving;
    }
    return slot.remote;
  }

  /** Encodes the newest embedding in another worker ahead of its first use there. */
  async moveNewest(host: WorkerHost): Promise<void> {
    const newest = [...this.slots.keys()].at(-1);
    if (newest !== undefined) await this.locate(newest, host);
  }

  release(id: EmbeddingId): void {
    const slot = this.slots.get(id);
    if (!slot) return;
    this.slots.delete(id);
    slot.replay.close();
    releaseRemote(slot.host, slot.remote);
  }

  clear(): void {
    for (const id of [...this.slots.keys()]) this.release(id);
  }

  private async move(slot: Slot, host: WorkerHost): Promise<void> {
    const copy = await createImageBitmap(slot.replay);
    const { source } = slot.ref.placement;
    const { ref, replay } = await host.call(
      () => host.api.embed(this.newJob(), transfer(copy, [copy]), source, source),
      ENCODE_SILENCE_MS,
    );
    replay.close(); // the slot has its own
    releaseRemote(slot.host, slot.remote);
    slot.host = host;
    slot.remote = ref.id;
  }
}

function releaseRemote(host: WorkerHost, id: EmbeddingId): void {
  if (host.deadReason) return;
  host.api.release(id).catch(() => undefined); // a worker that ended meanwhile holds nothing
}
