/** One compared model: opens its own engine, keeps the picture encoded in it, answers the shared prompts, and comes back after a loss. */
import { isAborted, SegError } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { Engine, EngineFactory, ImagePredictor } from '../../contract/predictor.ts';
import type { LoadedModel, LoadOptions, Segmentation, TensorView } from '../../contract/segmenter.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { OpenedPicture } from '../deps.ts';
import { readEmbedding } from '../learn/embedding.ts';
import { type LaneState, laneAtStart } from './lane-state.ts';
import type { LaneSpec } from './permalink.ts';
import { filterPrompts, type PromptFilter } from './prompt-filter.ts';

/** A model made ready to open: manifest, base of its addresses, and files from the store. */
export interface ResolvedModel {
  readonly manifest: ModelManifest;
  readonly baseUrl: string;
  readonly files?: Readonly<Record<string, Blob>>;
}

export interface LaneDeps {
  readonly engines: EngineFactory;
  readonly resolve: (spec: LaneSpec) => Promise<ResolvedModel>;
  readonly copy: (picture: OpenedPicture) => Promise<ImageBitmap>;
  /** WASM threads that all lanes have together; absent = each takes what it would take alone. */
  readonly threads?: () => number | undefined;
}

const MOST_RESTARTS = 3;

const keyOf = (prompts: readonly Prompt[]): string => JSON.stringify(prompts);

export class Lane {
  state: LaneState;
  private readonly deps: LaneDeps;
  private readonly threads: number | undefined;
  private readonly changed: (state: LaneState) => void;
  private readonly life = new AbortController();
  private engine: Engine | null = null;
  private encoded: { readonly picture: OpenedPicture; readonly predictor: ImagePredictor } | null = null;
  private picture: OpenedPicture | null = null;
  private asked: readonly Prompt[] = [];
  /** Those of the asked prompts that this model is shown. */
  private prompts: readonly Prompt[] = [];
  private answers = new Map<string, Segmentation>();
  private working = false;
  /** A request that failed is not tried again by itself. */
  private stuck: string | null = null;
  private restarting = false;

  /** @param threads WASM threads of this lane; undefined leaves the choice to the engine */
  constructor(id: string, spec: LaneSpec, deps: LaneDeps, changed: (state: LaneState) => void, threads?: number) {
    this.deps = deps;
    this.threads = threads;
    this.changed = changed;
    this.state = laneAtStart(id, spec);
  }

  /** Opens the engine; failures end up in the state. */
  async open(): Promise<void> {
    this.restarting = false;
    this.set({ phase: this.state.restarts > 0 ? 'restarting' : 'loading', failure: null, progress: null });
    try {
      const { manifest, baseUrl, files } = await this.deps.resolve(this.state.spec);
      this.set({ manifest });
      const { size, precision, backend = 'auto' } = this.state.spec;
      const options: LoadOptions = {
        backend,
        baseUrl,
        ...(size ? { size } : {}),
        ...(precision ? { precision } : {}),
        ...(files ? { files } : {}),
        ...(this.threads ? { threads: this.threads } : {}),
      };
      const engine = await this.deps.engines.open(manifest, options, this.life.signal, (progress) => {
        const { phase } = this.state;
        // Reports may arrive after the end.
        if (!this.life.signal.aborted && (phase === 'loading' || phase === 'restarting')) this.set({ progress });
      });
      if (this.life.signal.aborted) {
        engine.dispose();
        return;
      }
      this.engine = engine;
      this.set({ loaded: engine.model, phase: 'idle', progress: null });
      engine.watch((loaded) => this.onChange(engine, loaded));
      void engine.lost.then((reason) => this.onLost(engine, reason));
      await this.pump();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  show(picture: OpenedPicture | null): void {
    if (picture === this.picture) return;
    this.picture = picture;
    this.answers = new Map();
    this.stuck = null;
    this.set({ answer: null, encodeMs: [], decodeMs: [] });
    void this.pump();
  }

  ask(prompts: readonly Prompt[]): void {
    this.asked = prompts;
    this.prompts = filterPrompts(prompts, this.state.spec.promptFilter);
    this.stuck = null;
    void this.pump();
  }

  /** Changes the part of the prompts that it listens to; its engine stays. */
  setPromptFilter(promptFilter: PromptFilter | undefined): void {
    const { promptFilter: _, ...spec } = this.state.spec;
    this.set({ spec: promptFilter ? { ...spec, promptFilter } : spec });
    this.ask(this.asked);
  }

  choose(candidate: number): void {
    const { answer } = this.state;
    if (answer && candidate >= 0 && candidate < answer.candidates.length) this.set({ chosen: candidate });
  }

  /** Answers prompts aside from the shared ones, for the robot. @throws SegError */
  async answer(prompts: readonly Prompt[], previous?: Segmentation): Promise<Segmentation> {
    const { encoded } = this;
    if (!encoded) throw new SegError('internal', 'the model has not seen the picture yet');
    const { promptFilter } = this.state.spec;
    // A model that is shown the first prompt alone must answer it the same however often it is asked.
    const logits =
      previous && promptFilter !== 'first' && this.takesMasks()
        ? previous.candidates[previous.best]?.logits
        : undefined;
    return encoded.predictor.predict(filterPrompts(prompts, promptFilter), {
      signal: this.life.signal,
      previous: logits,
    });
  }

  /** What its encoder made of the picture; null while there is nothing, and for a model that keeps none. @throws SegError */
  async look(): Promise<TensorView | null> {
    return this.encoded ? readEmbedding(this.encoded.predictor) : null;
  }

  /** Starts again after a failure. */
  retry(): void {
    this.engine?.dispose();
    this.engine = null;
    this.encoded = null;
    this.stuck = null;
    void this.open();
  }

  dispose(): void {
    this.life.abort();
    this.engine?.dispose();
    this.engine = null;
  }

  private set(change: Partial<LaneState>): void {
    this.state = { ...this.state, ...change };
    this.changed(this.state);
  }

  private takesMasks(): boolean {
    return this.state.manifest?.prompts.includes('mask') ?? false;
  }

  private fail(thrown: unknown): void {
    if (this.life.signal.aborted || isAborted(thrown)) return;
    const { code, message } = SegError.from(thrown);
    this.set({ phase: 'failed', failure: { code, detail: message }, progress: null });
  }

  /** The engine changed its backend or got a new worker by itself; the newest report says which. */
  private onChange(engine: Engine, loaded: LoadedModel): void {
    if (this.engine !== engine) return;
    const restarted = loaded.reports.some((r) => r.reason.startsWith('restarted'));
    this.set({ loaded, restarts: this.state.restarts + (restarted ? 1 : 0) });
  }

  private onLost(engine: Engine, reason: Error): void {
    if (this.engine !== engine || this.life.signal.aborted) return;
    this.engine = null;
    this.encoded = null;
    if (this.state.restarts >= MOST_RESTARTS) {
      this.fail(reason);
      return;
    }
    this.restarting = true;
    this.set({ phase: 'restarting', restarts: this.state.restarts + 1 });
    void this.open();
  }

  /** Brings the lane to where it should be: picture encoded, prompts answered. One thing at a time. */
  private async pump(): Promise<void> {
    if (this.working) return;
    this.working = true;
    try {
      for (;;) {
        const engine = this.engine;
        if (!engine || this.life.signal.aborted) return;
        const more = await this.step(engine);
        if (!more) return;
      }
    } finally {
      this.working = false;
    }
  }

  /** @returns whether there may be more to do */
  private async step(engine: Engine): Promise<boolean> {
    const { picture, prompts } = this;
    const goal = `${picture?.id ?? ''}|${keyOf(prompts)}`;
    if (this.stuck === goal) return false;
    try {
      if (this.encoded && this.encoded.picture !== picture) {
        this.encoded.predictor.close();
        this.encoded = null;
      }
      if (!picture) {
        this.set({ phase: 'idle', answer: null });
        return false;
      }
      if (!this.encoded) return await this.encode(engine, picture);
      return await this.decode(engine, picture, prompts);
    } catch (thrown) {
      // A lost engine is opened again, and the work with it.
      if (this.engine !== engine || this.restarting) return false;
      this.stuck = goal;
      this.fail(thrown);
      return false;
    }
  }

  private async encode(engine: Engine, picture: OpenedPicture): Promise<boolean> {
    this.set({ phase: 'encoding' });
    const source = { size: picture.size, bitmap: () => this.deps.copy(picture) };
    const predictor = await engine.predictor(source, { signal: this.life.signal });
    if (this.engine !== engine) return false;
    if (picture !== this.picture) {
      predictor.close();
      return true;
    }
    this.encoded = { picture, predictor };
    this.set({ phase: 'ready', encodeMs: [...this.state.encodeMs, predictor.encodeMs], loaded: engine.model });
    return true;
  }

  private async decode(engine: Engine, picture: OpenedPicture, prompts: readonly Prompt[]): Promise<boolean> {
    const key = keyOf(prompts);
    const known = this.answers.get(key);
    if (prompts.length === 0) {
      this.set({ phase: 'ready', answer: null, chosen: 0 });
    } else if (known) {
      if (this.state.answer !== known) this.set({ answer: known, chosen: known.best });
      this.set({ phase: 'ready' });
    } else {
      this.set({ phase: 'decoding' });
      const answer = await this.answer(prompts, this.answers.get(keyOf(prompts.slice(0, -1))));
      if (this.engine !== engine || picture !== this.picture) return true;
      this.answers.set(key, answer);
      const decodeMs = [...this.state.decodeMs, answer.decodeMs].slice(-200);
      this.set({ answer, chosen: answer.best, decodeMs, phase: 'ready', loaded: engine.model });
      this.set({ resources: await engine.count() });
    }
    return this.prompts !== prompts || this.picture !== picture;
  }
}
