/** An engine as state and UI see it: survives its workers, moves between backends, answers every click. */
import { proxy } from 'comlink';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { Engine, ImagePredictor, ImageSource, PredictorOptions } from '../../contract/predictor.ts';
import type { LoadedModel, Progress, ResourceCount, Timings } from '../../contract/segmenter.ts';
import { AdaptiveTimeout } from './adaptive-timeout.ts';
import { EmbeddingCache, ENCODE_SILENCE_MS } from './embedding-cache.ts';
import { Encodes, isOfPicture } from './encodes.ts';
import type { EngineWorkers } from './engine-workers.ts';
import { HoverAnswer } from './hover-answer.ts';
import { LatestWinsQueue } from './latest-wins-queue.ts';
import { DECODE_SILENCE_MS, LivePredictor, type PredictorParts } from './live-predictor.ts';
import { Requests } from './requests.ts';

export class LiveEngine implements Engine {
  readonly manifest: ModelManifest;
  readonly lost: Promise<Error>;
  private readonly parts: PredictorParts;

  constructor(manifest: ModelManifest, workers: EngineWorkers) {
    this.manifest = manifest;
    this.lost = workers.lost;
    const requests = new Requests();
    const queue = new LatestWinsQueue();
    const cache = new EmbeddingCache(() => requests.newJob());
    const encodes = new Encodes(workers, requests, cache, queue);
    const decodeTimeout = new AdaptiveTimeout({ first: DECODE_SILENCE_MS, least: 15_000, factor: 40 });
    this.parts = { workers, requests, cache, encodes, queue, hoverAnswer: new HoverAnswer(), decodeTimeout };
    workers.beforeSwitch = (host) => cache.moveNewest(host);
    workers.onChange = () => {
      encodes.timeout.forget();
      decodeTimeout.forget();
    };
  }

  get model(): LoadedModel {
    return this.parts.workers.model;
  }

  watch(listener: (model: LoadedModel) => void): () => void {
    return this.parts.workers.watch(listener);
  }

  async predictor(source: ImageSource, options: PredictorOptions): Promise<ImagePredictor> {
    return new LivePredictor(this.parts, await this.parts.encodes.embedding(source, options));
  }

  forget(key: string): void {
    this.parts.cache.forget((k) => isOfPicture(k, key));
  }

  async measure(runs: number, report: (p: Progress) => void): Promise<Timings> {
    const host = await this.parts.workers.host();
    return host.call((alive) => {
      const told = (progress: Progress): void => {
        alive();
        report(progress);
      };
      return host.api.measure(runs, proxy(told));
    }, ENCODE_SILENCE_MS);
  }

  async count(): Promise<ResourceCount> {
    const host = await this.parts.workers.host();
    return host.call(() => host.api.count(), DECODE_SILENCE_MS);
  }

  dispose(): void {
    this.parts.cache.clear();
    this.parts.workers.close();
  }
}
