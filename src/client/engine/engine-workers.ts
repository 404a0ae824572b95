/** the workers behind one engine: restarts after a loss, the change to a faster backend, the end. */
import { SegError } from '../../contract/errors.ts';
import type { Backend } from '../../contract/manifest.ts';
import type { BackendReport, EmbeddingRef, LoadedModel } from '../../contract/segmenter.ts';
import { type LoadedWorker, loadWorker, type WorkerConfig } from './loaded-worker.ts';
import { raceWebGpu } from './race.ts';
import type { WorkerHost } from './worker-host.ts';

/** More losses than this within the window, and the engine gives up. */
const MOST_LOSSES = 3;
const LOSS_WINDOW_MS = 60_000;
/** The race starts when nothing was asked for this long, so that it does not slow the first clicks. */
const IDLE_MS = 1500;
const KEPT_TIMES = 9;

export interface EngineWorkersOptions {
  readonly config: WorkerConfig;
  readonly first: LoadedWorker;
  /** Reports of backends tried before the first worker. */
  readonly reports: readonly BackendReport[];
  /** Whether WebGPU should be measured once the person has worked a little. */
  readonly race: boolean;
  readonly onRace: (backend: Backend, reason: string) => void;
}

export class EngineWorkers {
  readonly lost: Promise<Error>;
  /** Called with the worker that is about to take over, to warm it. */
  beforeSwitch: (host: WorkerHost) => Promise<void> = async () => undefined;
  /** Called when another worker answers from now on. */
  onChange: () => void = () => undefined;
  private readonly options: EngineWorkersOptions;
  private readonly listeners = new Set<(model: LoadedModel) => void>();
  private readonly ended = new AbortController();
  private giveUp: (reason: SegError) => void = () => undefined;
  private current: Promise<LoadedWorker>;
  private active: WorkerHost;
  private loaded: LoadedModel;
  private losses: readonly number[] = [];
  private encodes: readonly number[] = [];
  private decodes: readonly number[] = [];
  private raceDue: boolean;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EngineWorkersOptions) {
    this.options = options;
    this.raceDue = options.race;
    this.loaded = { ...options.first.model, reports: [...options.first.model.reports, ...options.reports] };
    this.lost = new Promise((resolve) => {
      this.giveUp = resolve;
    });
    this.active = options.first.host;
    this.current = Promise.resolve(options.first);
    this.guard(options.first);
  }

  get model(): LoadedModel {
    return this.loaded;
  }

  /** The worker to ask now; waits for a restart under way. @throws SegError why the engine is no more */
  async host(): Promise<WorkerHost> {
    clearTimeout(this.idle);
    const { host } = await this.current;
    return host;
  }

  watch(listener: (model: LoadedModel) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Notes how long the person's own encode took, scaled to the full square canvas. */
  sawEncode({ encodeMs, placement }: EmbeddingRef): void {
    const { width, height } = placement.canvas;
    const side = Math.max(width, height);
    this.encodes = [...this.encodes, (encodeMs * side * side) / (width * height)].slice(-KEPT_TIMES);
  }

  /** Notes a decode time, and that the person is at work; when they pause, the race may start. */
  sawDecode(decodeMs: number): void {
    this.decodes = [...this.decodes, decodeMs].slice(-KEPT_TIMES);
    clearTimeout(this.idle);
    if (this.raceDue && this.encodes.length > 0) {
      this.idle = setTimeout(() => {
        this.raceDue = false;
        void this.race();
      }, IDLE_MS);
    }
  }

  close(): void {
    this.stop(new SegError('aborted', 'the engine was closed'));
  }

  private stop(reason: SegError): void {
    clearTimeout(this.idle);
    this.ended.abort();
    this.current.then(
      ({ host }) => host.kill(reason),
      () => undefined,
    );
    const closed = Promise.reject(reason);
    closed.catch(() => undefined); // rejects for whoever asks later
    this.current = closed;
    this.giveUp(reason);
    this.listeners.clear();
  }

  /** Restarts when the worker dies while it is the current one. */
  private guard(open: LoadedWorker): void {
    void open.host.dead.then((reason) => {
      if (this.ended.signal.aborted || this.active !== open.host) return;
      this.restart(open, reason);
    });
  }

  private restart(dead: LoadedWorker, reason: SegError): void {
    const now = Date.now();
    // A worker that was ended to stop an encode is no loss: people may change their minds as often as they like.
    const asked = reason.code === 'aborted';
    this.losses = [...this.losses.filter((at) => now - at < LOSS_WINDOW_MS), ...(asked ? [] : [now])];
    if (this.losses.length > MOST_LOSSES) {
      this.stop(reason);
      return;
    }
    // One lost device may be a driver reset; a second in a minute is a device that cannot do it.
    const fallBack =
      dead.model.backend === 'webgpu' && this.losses.length > 1 && this.options.config.options.backend === 'auto';
    const backend: Backend = fallBack ? 'wasm' : dead.model.backend;
    const restarted = loadWorker(this.options.config, backend, this.ended.signal, () => undefined);
    this.current = restarted;
    restarted.then(
      (open) => {
        const note: BackendReport = {
          backend: dead.model.backend,
          precision: dead.model.precision,
          verdict: 'failed',
          reason: `restarted: ${reason.message}`,
        };
        this.adopt(open, asked ? [] : [note]);
        this.guard(open);
      },
      (thrown) => this.stop(SegError.from(thrown)),
    );
  }

  private async race(): Promise<void> {
    const { config, onRace } = this.options;
    const result = await raceWebGpu(config, { encodeMs: this.encodes, decodeMs: this.decodes }, this.ended.signal);
    if (this.ended.signal.aborted) {
      result.winner?.host.kill(new SegError('aborted', 'the engine was closed'));
      return;
    }
    const others = this.loaded.reports.filter((r) => r.backend !== 'webgpu');
    if (!result.winner) {
      this.loaded = { ...this.loaded, reports: [...others, result.report] };
      if (result.lasting) onRace(this.loaded.backend, result.report.reason);
      this.tell();
      return;
    }
    await this.switchTo(result.winner, result.report, others);
    onRace('webgpu', result.report.reason);
  }

  private async switchTo(next: LoadedWorker, report: BackendReport, others: readonly BackendReport[]): Promise<void> {
    try {
      await this.beforeSwitch(next.host);
    } catch {
      return; // it died while it was warmed: stay
    }
    const before = this.current;
    const model = { ...next.model, reports: [report] };
    this.current = Promise.resolve({ host: next.host, model });
    this.adopt(
      { host: next.host, model },
      others.map((r) => (r.verdict === 'chosen' ? { ...r, verdict: 'slower', reason: report.reason } : r)),
    );
    this.guard(next);
    const { host } = await before;
    // Requests that run there are few and short; their callers would only ask again.
    setTimeout(() => host.kill(new SegError('worker-lost', 'replaced by a faster backend')), IDLE_MS);
  }

  private adopt(open: LoadedWorker, reports: readonly BackendReport[]): void {
    this.active = open.host;
    this.onChange();
    this.loaded = { ...open.model, reports: [...open.model.reports, ...reports] };
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.loaded);
  }
}
