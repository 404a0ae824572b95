/** One picture of a dataset through a model, by any protocol. */
import type { RunObject, RunPicture } from '../../contract/benchmark.ts';
import type { AskOptions, LabDataset, LookedAt } from '../../contract/dataset-lab.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Engine, ImagePredictor } from '../../contract/predictor.ts';
import type { DatasetRunOptions } from '../../contract/run-state.ts';
import type { TensorView } from '../../contract/segmenter.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';

export interface RunnerHooks {
  /** Passed between two steps; waits while the run is paused. */
  readonly gate: () => Promise<void>;
  /** The pixels as the engine takes them. */
  readonly toBitmap: (seen: LookedAt) => Promise<ImageBitmap>;
}

/** What came of one picture. */
export interface Asked {
  readonly objects: readonly RunObject[];
  readonly picture: RunPicture | null;
}

/** Takes one picture after the other through one model. */
export class PictureRunner {
  readonly encodeMs: number[] = [];
  readonly decodeMs: number[] = [];
  readonly #engine: Engine;
  readonly #dataset: LabDataset;
  readonly #options: DatasetRunOptions;
  readonly #signal: AbortSignal;
  readonly #hooks: RunnerHooks;

  constructor(
    engine: Engine,
    dataset: LabDataset,
    options: DatasetRunOptions,
    signal: AbortSignal,
    hooks: RunnerHooks,
  ) {
    this.#engine = engine;
    this.#dataset = dataset;
    this.#options = options;
    this.#signal = signal;
    this.#hooks = hooks;
  }

  /** @throws SegError `bad-file` when picture or truth cannot be used */
  async picture(id: string): Promise<Asked> {
    const predictor = await this.#encode(id);
    try {
      return await this.#ask(id, predictor);
    } finally {
      predictor.close();
    }
  }

  #objects = 0;

  async #encode(id: string): Promise<ImagePredictor> {
    const { protocol, clicks, mostPerPicture, seed } = this.#options;
    const asks = protocol === 'clicks' || protocol === 'boxes' || protocol === 'detections';
    const ask: AskOptions | null = asks ? { protocol, clicks, mostPerPicture, seed } : null;
    // resized by the project's own arithmetic and not the browser's, so that every device shows the encoder the same pixels
    const { rule, size } = this.#engine.manifest.transform;
    const seen = await this.#dataset.look(id, { rule, size }, ask);
    this.#objects = seen.objects;
    throwIfAborted(this.#signal);
    const source = { size: seen.size, bitmap: () => this.#hooks.toBitmap(seen) };
    const predictor = await this.#engine.predictor(source, { signal: this.#signal });
    this.encodeMs.push(predictor.encodeMs);
    return predictor;
  }

  async #ask(id: string, predictor: ImagePredictor): Promise<Asked> {
    const { protocol } = this.#options;
    const whole = (figure: string, value: number): Asked => ({ objects: [], picture: { picture: id, figure, value } });
    if (protocol === 'edges') {
      const view = await this.#tensor(predictor, 'edges', 'the model has no edges output');
      return whole('best F', await this.#dataset.edges(view));
    }
    if (protocol === 'labels') {
      const view = await this.#tensor(predictor, 'output', 'the model gives no class map');
      return whole('pixel accuracy', await this.#dataset.labels(view));
    }
    if (protocol === 'grid-edges') return whole('best F', await this.#grid(predictor));
    const objects: RunObject[] = [];
    for (let i = 0; i < this.#objects; i++) {
      await this.#hooks.gate();
      objects.push(await this.#object(predictor, i));
    }
    await this.#dataset.finish();
    return { objects, picture: null };
  }

  /** @throws SegError `bad-model` with these words when the model has no such output */
  async #tensor(predictor: ImagePredictor, name: string, absent: string): Promise<TensorView> {
    const names = await predictor.tensorNames();
    if (!names.some((t) => t.name === name)) throw new SegError('bad-model', absent);
    return predictor.tensor(name);
  }

  async #object(predictor: ImagePredictor, index: number): Promise<RunObject> {
    let prompts = await this.#dataset.ask(index);
    let previous: LogitsPlane | undefined;
    for (;;) {
      const answer = await predictor.predict(prompts, { signal: this.#signal, previous });
      this.decodeMs.push(answer.decodeMs);
      const candidate = answer.candidates[answer.best];
      if (!candidate) throw new SegError('wrong-output', 'the model gave no mask');
      previous = candidate.logits;
      const score = Number.isFinite(candidate.score) ? candidate.score : null;
      const next = await this.#dataset.answer(candidate.logits, score);
      if (next.prompts === null) return this.#dataset.done();
      prompts = next.prompts;
    }
  }

  /** All candidates of a click at the centre of each of 16 x 16 cells. */
  async #grid(predictor: ImagePredictor): Promise<number> {
    const { x1, y1 } = predictor.placement.source;
    const n = 16;
    for (let k = 0; k < n * n; k++) {
      if (k % n === 0) await this.#hooks.gate();
      const at = imagePoint((((k % n) + 0.5) / n) * x1, ((Math.floor(k / n) + 0.5) / n) * y1);
      const answer = await predictor.predict([{ kind: 'point', at, label: 'include' }], { signal: this.#signal });
      this.decodeMs.push(answer.decodeMs);
      for (const { logits, score } of answer.candidates)
        await this.#dataset.gridMask(logits, Number.isFinite(score) ? score : 0);
    }
    return this.#dataset.gridEdges();
  }
}
