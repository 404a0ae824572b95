/** A picture that an engine has seen: asks where its embedding is, or brings it there. */
import { proxy } from 'comlink';
import type { DissectOptions, DissectProgress, DissectSummary } from '../../contract/dissect.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { ImagePredictor, PredictOptions } from '../../contract/predictor.ts';
import type {
  EmbeddingId,
  EverythingBatch,
  EverythingOptions,
  EverythingSummary,
  InspectQuery,
  Segmentation,
  SimilarObject,
  SimilarOptions,
  TensorName,
  TensorView,
} from '../../contract/segmenter.ts';
import type { Placement } from '../../core/geometry/resize.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { AdaptiveTimeout } from './adaptive-timeout.ts';
import type { CachedEmbedding, EmbeddingCache } from './embedding-cache.ts';
import type { Encodes } from './encodes.ts';
import type { EngineWorkers } from './engine-workers.ts';
import type { HoverAnswer } from './hover-answer.ts';
import type { LatestWinsQueue } from './latest-wins-queue.ts';
import { orAborted, type Requests } from './requests.ts';
import type { WorkerHost } from './worker-host.ts';

export const DECODE_SILENCE_MS = 120_000;

const NEVER: AbortSignal = new AbortController().signal;

/** What the predictors of one engine share. */
export interface PredictorParts {
  readonly workers: EngineWorkers;
  readonly requests: Requests;
  readonly cache: EmbeddingCache;
  readonly encodes: Encodes;
  readonly queue: LatestWinsQueue;
  readonly hoverAnswer: HoverAnswer;
  readonly decodeTimeout: AdaptiveTimeout;
}

export class LivePredictor implements ImagePredictor {
  private readonly parts: PredictorParts;
  private readonly embedding: CachedEmbedding;
  private closed = false;

  constructor(parts: PredictorParts, embedding: CachedEmbedding) {
    this.parts = parts;
    this.embedding = embedding;
  }

  get size(): Size {
    return this.embedding.size;
  }

  get placement(): Placement {
    return this.embedding.ref.placement;
  }

  get encodeMs(): number {
    return this.embedding.ref.encodeMs;
  }

  get prepareMs(): number {
    return this.embedding.ref.prepareMs;
  }

  predict(prompts: readonly Prompt[], { signal = NEVER, previous }: PredictOptions = {}): Promise<Segmentation> {
    const { queue, hoverAnswer } = this.parts;
    const ask = (): Promise<Segmentation> => this.decode(prompts, signal, previous);
    const known = previous ? undefined : hoverAnswer.take(this, prompts);
    return orAborted(
      queue.click(() => known?.catch(ask) ?? ask()),
      signal,
    );
  }

  hover(prompts: readonly Prompt[], { signal = NEVER, previous }: PredictOptions = {}): Promise<Segmentation> {
    const { queue, hoverAnswer } = this.parts;
    const work = previous
      ? () => this.decode(prompts, signal, previous)
      : () => hoverAnswer.ask(this, prompts, signal, (by) => this.decode(prompts, by));
    return orAborted(queue.hover(work, signal), signal);
  }

  everything(
    options: EverythingOptions,
    signal: AbortSignal,
    batch: (b: EverythingBatch) => void,
  ): Promise<EverythingSummary> {
    return this.long<EverythingBatch, EverythingSummary>(signal, batch, (host, job, id, report) =>
      host.api.everything(job, id, options, proxy(report)),
    );
  }

  similar(options: SimilarOptions, signal: AbortSignal): Promise<readonly SimilarObject[]> {
    return this.long(
      signal,
      () => undefined,
      (host, job, id) => host.api.similar(job, id, options),
    );
  }

  tensorNames(): Promise<readonly TensorName[]> {
    return this.where((host, id) => host.call(() => host.api.tensorNames(id), DECODE_SILENCE_MS));
  }

  tensor(name: string): Promise<TensorView> {
    return this.inspect({ kind: 'tensor', name });
  }

  input(): Promise<TensorView> {
    return this.inspect({ kind: 'input' });
  }

  similarity(x: number, y: number): Promise<TensorView> {
    return this.inspect({ kind: 'similarity', x, y });
  }

  dissect(options: DissectOptions, signal: AbortSignal, report: (p: DissectProgress) => void): Promise<DissectSummary> {
    return this.long<DissectProgress, DissectSummary>(signal, report, (host, job, id, tell) =>
      host.api.dissect(job, id, options, proxy(tell)),
    );
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.parts.hoverAnswer.release(this);
    this.parts.cache.leave(this.embedding);
  }

  private async inspect(query: InspectQuery): Promise<TensorView> {
    const [view] = await this.where((host, id) => host.call(() => host.api.inspect(id, query), DECODE_SILENCE_MS));
    if (!view) throw new SegError('internal', `the embedding gives nothing to the question ${query.kind}`);
    return view;
  }

  private async decode(prompts: readonly Prompt[], signal: AbortSignal, previous?: LogitsPlane): Promise<Segmentation> {
    throwIfAborted(signal);
    const { requests, workers, encodes, decodeTimeout } = this.parts;
    const answer = await this.where((host, id) => {
      // A decode may have to wait for an encode that runs before it.
      const silence = decodeTimeout.ms + (encodes.busy ? encodes.timeout.ms : 0);
      return requests.run(host, signal, silence, (job) => host.api.segment(job, id, prompts, previous));
    });
    workers.sawDecode(answer.decodeMs);
    decodeTimeout.saw(answer.decodeMs);
    return answer;
  }

  /** Work that reports while it runs. */
  private long<P, T>(
    signal: AbortSignal,
    report: (progress: P) => void,
    work: (host: WorkerHost, job: number, id: EmbeddingId, report: (progress: P) => void) => Promise<T>,
  ): Promise<T> {
    const running = this.where((host, id) =>
      this.parts.requests.run(host, signal, DECODE_SILENCE_MS, (job, alive) =>
        work(host, job, id, (progress) => {
          alive();
          if (!signal.aborted) report(progress);
        }),
      ),
    );
    return orAborted(running, signal);
  }

  /** Runs where the embedding is, or brings it there; once more on the next worker when this one ends meanwhile. */
  private async where<T>(work: (host: WorkerHost, id: EmbeddingId) => Promise<T>): Promise<T> {
    const { workers, cache } = this.parts;
    const host = await workers.host();
    try {
      return await work(host, await cache.locate(this.embedding, host));
    } catch (thrown) {
      if (!host.deadReason) throw thrown;
      const next = await workers.host();
      return work(next, await cache.locate(this.embedding, next));
    }
  }
}
