/** An engine as state and UI see it: survives its workers, moves between backends, answers every click. */
import { proxy, transfer } from 'comlink';
import type { DissectOptions, DissectProgress, DissectSummary } from '../../contract/dissect.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type {
  EmbeddingId,
  EmbeddingRef,
  Engine,
  EverythingBatch,
  EverythingOptions,
  EverythingSummary,
  InspectQuery,
  JobId,
  LoadedModel,
  Progress,
  ResourceCount,
  Segmentation,
  SimilarObject,
  SimilarOptions,
  TensorName,
  TensorView,
  Timings,
} from '../../contract/segmenter.ts';
import { boxOfSize, boxToPixels, type ImageBox } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { EmbeddingSlots, ENCODE_SILENCE_MS } from './embedding-slots.ts';
import { HoverSlot } from './hover-slot.ts';
import { LastHover } from './last-hover.ts';
import type { Lineage } from './lineage.ts';
import { Patience } from './patience.ts';
import type { WorkerHost } from './worker-host.ts';

const DECODE_SILENCE_MS = 120_000;
/** An encode given up may end by itself within this time; after it the worker is ended: nothing else stops WASM. */
const GRACE_MS = 1500;

export class LiveEngine implements Engine {
  readonly manifest: ModelManifest;
  readonly lost: Promise<Error>;
  private readonly lineage: Lineage;
  private readonly slots: EmbeddingSlots;
  private readonly hovers = new HoverSlot();
  private readonly lastHover = new LastHover();
  private readonly encodePatience = new Patience({ first: ENCODE_SILENCE_MS, least: 60_000, factor: 10 });
  private readonly decodePatience = new Patience({ first: DECODE_SILENCE_MS, least: 15_000, factor: 40 });
  private jobs: JobId = 0;
  /** Encodes under way, given up or not. */
  private encoding = 0;
  /** While an encode that was given up still occupies its worker, new ones wait for its end or the worker's. */
  private settling: Promise<unknown> = Promise.resolve();

  constructor(manifest: ModelManifest, lineage: Lineage) {
    this.manifest = manifest;
    this.lineage = lineage;
    this.lost = lineage.lost;
    this.slots = new EmbeddingSlots(() => ++this.jobs);
    lineage.beforeSwitch = (host) => this.slots.moveNewest(host);
    lineage.onSuccession = () => {
      this.encodePatience.forget();
      this.decodePatience.forget();
    };
  }

  get model(): LoadedModel {
    return this.lineage.model;
  }

  watch(listener: (model: LoadedModel) => void): () => void {
    return this.lineage.watch(listener);
  }

  async embed(image: ImageBitmap, size: Size, signal: AbortSignal, crop?: ImageBox): Promise<EmbeddingRef> {
    throwIfAborted(signal);
    const shows = boxOfSize(size);
    const source = crop ? boxToPixels(crop, size) : shows;
    await this.settling;
    const host = await this.lineage.host();
    this.encoding++;
    const encoding = this.hovers.click(async () => {
      const { ref, replay } = await this.request(host, signal, this.encodePatience.ms, (job) =>
        host.api.embed(job, transfer(image, [image]), shows, source),
      );
      this.lineage.sawEncode(ref);
      this.encodePatience.saw(ref.encodeMs);
      return this.slots.add(host, ref, replay);
    });
    const counted = encoding.finally(() => {
      this.encoding--;
    });
    return this.orAborted(counted, signal, (late) => this.release(late), host);
  }

  segment(
    embedding: EmbeddingRef,
    prompts: readonly Prompt[],
    signal: AbortSignal,
    previous?: LogitsPlane,
  ): Promise<Segmentation> {
    const ask = (): Promise<Segmentation> => this.decode(embedding, prompts, signal, previous);
    const known = previous ? undefined : this.lastHover.take(embedding, prompts);
    return this.orAborted(
      this.hovers.click(() => known?.catch(ask) ?? ask()),
      signal,
    );
  }

  hover(
    embedding: EmbeddingRef,
    prompts: readonly Prompt[],
    signal: AbortSignal,
    previous?: LogitsPlane,
  ): Promise<Segmentation> {
    const decode = (by: AbortSignal): Promise<Segmentation> => this.decode(embedding, prompts, by, previous);
    const work = previous ? () => decode(signal) : () => this.lastHover.ask(embedding, prompts, signal, decode);
    return this.orAborted(this.hovers.hover(work, signal), signal);
  }

  everything(
    embedding: EmbeddingRef,
    options: EverythingOptions,
    signal: AbortSignal,
    batch: (b: EverythingBatch) => void,
  ): Promise<EverythingSummary> {
    const running = this.onEmbedding(embedding, async (host, id) =>
      this.request(host, signal, DECODE_SILENCE_MS, (job, alive) => {
        const heard = (b: EverythingBatch): void => {
          alive();
          if (!signal.aborted && !host.deadReason) batch(b);
        };
        return host.api.everything(job, id, options, proxy(heard));
      }),
    );
    return this.orAborted(running, signal);
  }

  similar(embedding: EmbeddingRef, options: SimilarOptions, signal: AbortSignal): Promise<readonly SimilarObject[]> {
    const running = this.onEmbedding(embedding, (host, id) =>
      this.request(host, signal, DECODE_SILENCE_MS, (job) => host.api.similar(job, id, options)),
    );
    return this.orAborted(running, signal);
  }

  inspect(embedding: EmbeddingRef, query: InspectQuery): Promise<readonly TensorView[]> {
    return this.onEmbedding(embedding, (host, id) => host.call(() => host.api.inspect(id, query), DECODE_SILENCE_MS));
  }

  tensorNames(embedding: EmbeddingRef): Promise<readonly TensorName[]> {
    return this.onEmbedding(embedding, (host, id) => host.call(() => host.api.tensorNames(id), DECODE_SILENCE_MS));
  }

  dissect(
    embedding: EmbeddingRef,
    options: DissectOptions,
    signal: AbortSignal,
    report: (p: DissectProgress) => void,
  ): Promise<DissectSummary> {
    const running = this.onEmbedding(embedding, (host, id) =>
      this.request(host, signal, DECODE_SILENCE_MS, (job, alive) => {
        const heard = (p: DissectProgress): void => {
          alive();
          if (!signal.aborted && !host.deadReason) report(p);
        };
        return host.api.dissect(job, id, options, proxy(heard));
      }),
    );
    return this.orAborted(running, signal);
  }

  async measure(runs: number, report: (p: Progress) => void): Promise<Timings> {
    const host = await this.lineage.host();
    return host.call((alive) => {
      const heard = (progress: Progress): void => {
        alive();
        report(progress);
      };
      return host.api.measure(runs, proxy(heard));
    }, ENCODE_SILENCE_MS);
  }

  release(embedding: EmbeddingRef): void {
    this.slots.release(embedding.id);
    this.lastHover.release(embedding);
  }

  async count(): Promise<ResourceCount> {
    const host = await this.lineage.host();
    return host.call(() => host.api.count(), DECODE_SILENCE_MS);
  }

  dispose(): void {
    this.slots.clear();
    this.lineage.close();
  }

  private async decode(
    embedding: EmbeddingRef,
    prompts: readonly Prompt[],
    signal: AbortSignal,
    previous: LogitsPlane | undefined,
  ): Promise<Segmentation> {
    throwIfAborted(signal);
    const answer = await this.onEmbedding(embedding, (host, id) =>
      this.request(host, signal, this.decodeSilence(), (job) => host.api.segment(job, id, prompts, previous)),
    );
    this.lineage.sawDecode(answer.decodeMs);
    this.decodePatience.saw(answer.decodeMs);
    return answer;
  }

  /** A decode may have to wait for an encode that runs before it. */
  private decodeSilence(): number {
    return this.decodePatience.ms + (this.encoding > 0 ? this.encodePatience.ms : 0);
  }

  /** Runs where the embedding is, or brings it there; once more on the next worker when this one ends meanwhile. */
  private async onEmbedding<T>(
    embedding: EmbeddingRef,
    work: (host: WorkerHost, id: EmbeddingId) => Promise<T>,
  ): Promise<T> {
    const host = await this.lineage.host();
    try {
      return await work(host, await this.slots.locate(embedding.id, host));
    } catch (thrown) {
      if (!host.deadReason) throw thrown;
      const next = await this.lineage.host();
      return work(next, await this.slots.locate(embedding.id, next));
    }
  }

  /** One call under a job number that the signal cancels. */
  private async request<T>(
    host: WorkerHost,
    signal: AbortSignal,
    silenceMs: number,
    work: (job: JobId, alive: () => void) => Promise<T>,
  ): Promise<T> {
    const job = ++this.jobs;
    const cancel = (): void => {
      if (!host.deadReason) host.api.cancel(job).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await host.call((alive) => work(job, alive), silenceMs);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /**
   * Rejects the moment the signal fires, though the worker may still be at it. What comes late goes to `late`;
   * when nothing comes within the grace time the worker `stuck` is ended and a new one takes its place.
   */
  private async orAborted<T>(
    running: Promise<T>,
    signal: AbortSignal,
    late?: (value: T) => void,
    stuck?: WorkerHost,
  ): Promise<T> {
    let leave: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      leave = () => {
        // Another encode that waits behind this one would die with the worker: then it may as well finish.
        const end = (): void => {
          if (this.encoding <= 1) stuck?.kill(new SegError('aborted', 'ended to stop an encode'));
        };
        const grace = stuck && setTimeout(end, GRACE_MS);
        if (stuck) this.settling = Promise.allSettled([running]);
        running.then(
          (value) => {
            clearTimeout(grace);
            late?.(value);
          },
          () => clearTimeout(grace),
        );
        reject(new SegError('aborted', 'given up by the caller'));
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([running, aborted]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }
}
