/** Pictures on their way into an engine: who asks for one that is under way waits for the same encode. */
import { transfer } from 'comlink';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { ImageSource, PredictorOptions } from '../../contract/predictor.ts';
import { boxOfSize, boxToPixels, type ImageBox } from '../../core/geometry/box.ts';
import { AdaptiveTimeout } from './adaptive-timeout.ts';
import { type CachedEmbedding, type EmbeddingCache, ENCODE_SILENCE_MS } from './embedding-cache.ts';
import type { EngineWorkers } from './engine-workers.ts';
import type { LatestWinsQueue } from './latest-wins-queue.ts';
import { orAborted, type Requests } from './requests.ts';
import type { WorkerHost } from './worker-host.ts';

/** An encode given up may end by itself within this time; after it the worker is ended: nothing else stops WASM. */
const GRACE_MS = 1500;

/** A picture whose worker was lost is sent to the next one this many times. */
const MOST_RESENDS = 2;

/** An encode that several may wait for; it is given up when the last of them does. */
interface Shared {
  readonly work: Promise<CachedEmbedding>;
  readonly controller: AbortController;
  waiting: number;
}

export class Encodes {
  readonly timeout: AdaptiveTimeout = new AdaptiveTimeout({ first: ENCODE_SILENCE_MS, least: 60_000, factor: 10 });
  private readonly workers: EngineWorkers;
  private readonly requests: Requests;
  private readonly cache: EmbeddingCache;
  private readonly queue: LatestWinsQueue;
  private readonly shared = new Map<string, Shared>();
  /** Encodes under way, given up or not. */
  private running = 0;
  /** While an encode that was given up still occupies its worker, new ones wait for its end or the worker's. */
  private settling: Promise<unknown> = Promise.resolve();

  constructor(workers: EngineWorkers, requests: Requests, cache: EmbeddingCache, queue: LatestWinsQueue) {
    this.workers = workers;
    this.requests = requests;
    this.cache = cache;
    this.queue = queue;
  }

  get busy(): boolean {
    return this.running > 0;
  }

  /** The picture's embedding with one user more. @throws SegError */
  async embedding(source: ImageSource, { signal, crop }: PredictorOptions): Promise<CachedEmbedding> {
    throwIfAborted(signal);
    const part = crop ? boxToPixels(crop, source.size) : boxOfSize(source.size);
    if (source.key === undefined) return this.insist(source, part, undefined, signal);
    const key = embeddingKey(source.key, part);
    return this.cache.find(key) ?? this.share(key, source, part, signal);
  }

  private async share(key: string, source: ImageSource, part: ImageBox, signal: AbortSignal): Promise<CachedEmbedding> {
    let shared = this.shared.get(key);
    if (!shared || shared.controller.signal.aborted) {
      const controller = new AbortController();
      const mine: Shared = { work: this.insist(source, part, key, controller.signal), controller, waiting: 0 };
      const end = (entry?: CachedEmbedding): void => {
        if (this.shared.get(key) === mine) this.shared.delete(key);
        // The encode counts as a user until those who waited have taken it over.
        if (entry) setTimeout(() => this.cache.leave(entry), 0);
      };
      mine.work.then(end, () => end());
      this.shared.set(key, mine);
      shared = mine;
    }
    const mine = shared;
    mine.waiting++;
    const entry = await orAborted(mine.work, signal, () => {
      if (--mine.waiting === 0) mine.controller.abort();
    });
    return this.cache.join(entry);
  }

  /** Sends the picture to the next worker when the one that had it is lost; an engine lost for good says so. */
  private async insist(
    source: ImageSource,
    part: ImageBox,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<CachedEmbedding> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.encode(source, part, key, signal);
      } catch (thrown) {
        const { code } = SegError.from(thrown);
        if ((code !== 'worker-lost' && code !== 'device-lost') || tries >= MOST_RESENDS || signal.aborted) throw thrown;
      }
    }
  }

  private async encode(
    source: ImageSource,
    part: ImageBox,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<CachedEmbedding> {
    await this.settling;
    const host = await this.workers.host();
    const image = await source.bitmap();
    if (signal.aborted) image.close();
    throwIfAborted(signal);
    this.running++;
    const running = this.queue
      .click(async () => {
        const { ref, replay } = await this.requests.run(host, signal, this.timeout.ms, (job) =>
          host.api.embed(job, transfer(image, [image]), boxOfSize(source.size), part),
        );
        this.workers.sawEncode(ref);
        this.timeout.saw(ref.encodeMs);
        return this.cache.add(host, ref, replay, source.size, key);
      })
      .finally(() => {
        this.running--;
      });
    return orAborted(running, signal, () => this.abandon(running, host));
  }

  /** What comes late is let go; when nothing comes within the grace time the worker is ended and a new one takes its place. */
  private abandon(running: Promise<CachedEmbedding>, host: WorkerHost): void {
    const grace = setTimeout(() => {
      // Another encode that waits behind this one would die with the worker: then it may as well finish.
      if (this.running <= 1) host.kill(new SegError('aborted', 'ended to stop an encode'));
    }, GRACE_MS);
    this.settling = Promise.allSettled([running]);
    running.then(
      (late) => {
        clearTimeout(grace);
        this.cache.leave(late);
      },
      () => clearTimeout(grace),
    );
  }
}

function embeddingKey(key: string, { x0, y0, x1, y1 }: ImageBox): string {
  return JSON.stringify([key, x0, y0, x1, y1]);
}

/** Whether an embedding's key is of this picture, whole or in part. */
export function isOfPicture(key: string, picture: string): boolean {
  return key.startsWith(`[${JSON.stringify(picture)},`);
}
