/** The engine: one model in one worker, answering the calls of `SegmenterApi`. */
import { precisionsOf } from '../contract/catalogue.ts';
import { gpuDemands, unmetDemand } from '../contract/demands.ts';
import type { DissectOptions, DissectProgress, DissectSummary } from '../contract/dissect.ts';
import { SegError, type SegErrorCode } from '../contract/errors.ts';
import type { Identified } from '../contract/identify.ts';
import type { FamilyId, ModelManifest } from '../contract/manifest.ts';
import type {
  Embedded,
  EmbeddingId,
  EverythingBatch,
  EverythingOptions,
  EverythingSummary,
  InspectQuery,
  JobId,
  LoadedModel,
  LoadOptions,
  Progress,
  ResourceCount,
  Segmentation,
  SegmenterApi,
  SimilarObject,
  SimilarOptions,
  TensorName,
  TensorView,
  Timings,
} from '../contract/segmenter.ts';
import { streamed } from '../contract/streamed.ts';
import type { ImageBox } from '../core/geometry/box.ts';
import type { LogitsPlane } from '../core/mask/logits.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import type { prepareBitmap } from '../runtime/bitmap.ts';
import { checkCanary } from '../runtime/canary.ts';
import { loadCanary } from '../runtime/canary-file.ts';
import type { probeAdapter } from '../runtime/device.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import { measureModel } from '../runtime/measure.ts';
import { createModel, rolesOf } from '../runtime/model.ts';
import type { Ort, OrtOptions } from '../runtime/ort.ts';
import { Runtime } from '../runtime/runtime.ts';
import { tensorNames } from '../runtime/tensor-view.ts';
import { loadWeights, weightBytes } from '../runtime/weights.ts';
import { dissect } from './dissect.ts';
import { EmbeddingStore } from './embeddings.ts';
import { everything } from './everything.ts';
import { type DroppedFile, identify } from './identify.ts';
import { inspect } from './inspect.ts';
import { Jobs } from './jobs.ts';
import { findSimilar } from './similar.ts';
import { withTransfer } from './transfer.ts';

/** What the engine takes from its surroundings; tests give Node's runtime and their own pixels. */
export interface Surroundings {
  readonly loadOrt: (options: OrtOptions) => Promise<Ort>;
  /** Uses the bitmap up. */
  readonly prepare: typeof prepareBitmap;
  readonly probeAdapter: typeof probeAdapter;
  /** Bytes of the WebAssembly heap. */
  readonly wasmBytes: () => number;
}

/** Everything that exists once a model is loaded. */
interface Loaded {
  readonly manifest: ModelManifest;
  readonly runtime: Runtime;
  readonly model: FamilyModel;
  readonly embeddings: EmbeddingStore;
  /** Where the weights came from: they are not kept, and read again when they are taken apart. */
  readonly options: LoadOptions;
}

export class Segmenter implements SegmenterApi {
  private readonly surroundings: Surroundings;
  private readonly jobs = new Jobs();
  private loaded: Loaded | undefined;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  /** Loads once; `auto` means WASM here: the client compares backends, each in a worker of its own. */
  load(manifest: ModelManifest, options: LoadOptions, report: (p: Progress) => void): Promise<LoadedModel> {
    return streamed(report, (send) => this.loadOnce(manifest, options, send));
  }

  private async loadOnce(
    manifest: ModelManifest,
    options: LoadOptions,
    report: (p: Progress) => void,
  ): Promise<LoadedModel> {
    if (this.loaded) throw new SegError('internal', 'this engine has its model already');
    const start = performance.now();
    const backend = options.backend === 'webgpu' ? 'webgpu' : 'wasm';
    const roles = rolesOf(manifest);
    const [weights, ort, canary] = await Promise.all([
      loadWeights(manifest, roles, {
        baseUrl: options.baseUrl,
        ...(options.files ? { files: options.files } : {}),
        report: (done, total) => report({ stage: 'download', done, total }),
      }),
      this.surroundings.loadOrt({
        backend,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        report: (done, total) => report({ stage: 'runtime', done, ...(total === undefined ? {} : { total }) }),
      }),
      loadCanary(manifest, options.baseUrl),
    ]);
    const runtime = new Runtime(ort);
    try {
      const model = await createModel(runtime, manifest, weights, options.size, (done, total) =>
        report({ stage: 'create', done, total }),
      );
      report({ stage: 'canary', done: 0, total: 1 });
      await runtime.orDeviceLost(checkCanary(model, canary, manifest.family === 'playground'));
      report({ stage: 'canary', done: 1, total: 1 });
      this.loaded = {
        manifest,
        runtime,
        model,
        embeddings: new EmbeddingStore((e) => model.dispose(e)),
        options,
      };
      const precision = options.precision ?? manifest.files[roles[0] ?? '']?.precision ?? 'fp32';
      return {
        id: manifest.id,
        backend,
        precision,
        threads: ort.threads,
        loadMs: performance.now() - start,
        bytes: weightBytes(manifest, roles),
        reports: [{ backend, precision, verdict: 'chosen', reason: 'loaded, and its test pictures came out right' }],
        batched: model.batched,
      };
    } catch (thrown) {
      // On a lost device the disposal would wait for a run that never ends; the caller ends the worker instead.
      if (SegError.from(thrown).code !== 'device-lost') await runtime.dispose();
      throw thrown;
    }
  }

  identify(files: readonly DroppedFile[], chosen?: FamilyId): Promise<Identified> {
    return identify(files, chosen);
  }

  async probeWebGpu(manifest: ModelManifest): Promise<{ readonly usable: boolean; readonly reason: string }> {
    const adapter = await this.surroundings.probeAdapter();
    if (typeof adapter === 'string') return { usable: false, reason: adapter };
    const demands = gpuDemands(manifest, precisionsOf(manifest)[0] ?? 'fp32');
    if (!demands) return { usable: false, reason: 'whole-number weights have no WebGPU form in this runtime' };
    const unmet = unmetDemand(demands, adapter);
    if (unmet !== undefined) return { usable: false, reason: unmet };
    const name = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(' ') || 'unnamed';
    return adapter.fallback
      ? { usable: false, reason: `the only adapter is software (${name})` }
      : { usable: true, reason: name };
  }

  async lost(): Promise<{ readonly code: SegErrorCode; readonly detail: string }> {
    const { code, message } = await this.need().runtime.deviceLost();
    return { code, detail: message };
  }

  embed(job: JobId, image: ImageBitmap, shows: ImageBox, source: ImageBox): Promise<Embedded> {
    return this.jobs.run(job, async () => {
      const { manifest, model, embeddings, runtime } = this.need();
      const start = performance.now();
      const placement = model.place(source);
      const { pixels, replay } = this.surroundings.prepare(image, shows, placement);
      const prepareMs = performance.now() - start;
      const encoded = await model.encode(pixels, placement);
      const id = embeddings.add({ encoded, pixels });
      await runtime.settled();
      const encodeMs = performance.now() - start;
      const bytes = encoded.bytes + pixels.data.byteLength;
      const ref = { id, model: manifest.id, placement, bytes, encodeMs, prepareMs };
      return withTransfer({ ref, replay }, [replay]);
    });
  }

  segment(
    job: JobId,
    embedding: EmbeddingId,
    prompts: readonly Prompt[],
    previous?: LogitsPlane,
  ): Promise<Segmentation> {
    return this.jobs.run(job, async () => {
      const { model, embeddings } = this.need();
      const { encoded } = embeddings.get(embedding);
      const start = performance.now();
      const decoded = await model.decode(encoded, prompts, previous);
      const answer = { ...decoded, decodeMs: performance.now() - start };
      return withTransfer(
        answer,
        decoded.candidates.map((c) => c.logits.data.buffer),
      );
    });
  }

  everything(
    job: JobId,
    embedding: EmbeddingId,
    options: EverythingOptions,
    batch: (b: EverythingBatch) => void,
  ): Promise<EverythingSummary> {
    return this.jobs.run(job, (checkpoint) =>
      streamed(batch, (send) => {
        const { model, embeddings } = this.need();
        return everything(model, embeddings.get(embedding), options, checkpoint, (b) =>
          send(
            withTransfer(
              b,
              b.candidates.map((c) => c.logits.data.buffer),
            ),
          ),
        );
      }),
    );
  }

  similar(job: JobId, embedding: EmbeddingId, options: SimilarOptions): Promise<readonly SimilarObject[]> {
    return this.jobs.run(job, (checkpoint) => {
      const { model, embeddings } = this.need();
      return findSimilar(model, embeddings.get(embedding), options, checkpoint);
    });
  }

  async inspect(embedding: EmbeddingId, query: InspectQuery): Promise<readonly TensorView[]> {
    const views = await inspect(this.need().embeddings.get(embedding), query);
    return withTransfer(
      views,
      views.map((view) => view.data.buffer),
    );
  }

  async tensorNames(embedding: EmbeddingId): Promise<readonly TensorName[]> {
    return tensorNames(this.need().embeddings.get(embedding).encoded);
  }

  dissect(
    job: JobId,
    embedding: EmbeddingId,
    options: DissectOptions,
    report: (p: DissectProgress) => void,
  ): Promise<DissectSummary> {
    return this.jobs.run(job, async (checkpoint) => {
      const { manifest, model, runtime, embeddings, options: source } = this.need();
      const entry = embeddings.get(embedding);
      const { baseUrl, files } = source;
      const weights = await loadWeights(manifest, Object.keys(options.blocks), {
        baseUrl,
        ...(files ? { files } : {}),
      });
      return streamed(report, (send) =>
        dissect(runtime, model, weights, entry, options, checkpoint, (p) =>
          send(withTransfer(p, p.run.activation ? [p.run.activation.data.buffer] : [])),
        ),
      );
    });
  }

  measure(runs: number, report: (p: Progress) => void): Promise<Timings> {
    return streamed(report, async (send) =>
      measureModel(this.need().model, runs, (done, total) => send({ stage: 'measure', done, total })),
    );
  }

  cancel(job: JobId): void {
    this.jobs.cancel(job);
  }

  release(embedding: EmbeddingId): void {
    this.loaded?.embeddings.release(embedding);
  }

  count(): ResourceCount {
    const { loaded } = this;
    return {
      embeddings: loaded?.embeddings.size ?? 0,
      tensors: loaded?.runtime.tensors.count ?? 0,
      sessions: loaded?.runtime.sessions ?? 0,
      wasmBytes: this.surroundings.wasmBytes(),
    };
  }

  async dispose(): Promise<void> {
    this.jobs.cancelAll();
    const { loaded } = this;
    this.loaded = undefined;
    loaded?.embeddings.clear();
    await loaded?.runtime.dispose();
  }

  private need(): Loaded {
    if (!this.loaded) throw new SegError('internal', 'no model is loaded');
    return this.loaded;
  }
}
