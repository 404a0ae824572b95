/** One worker's runtime: its ONNX build, its tensors and its sessions. Creation and runs are serialised. */
import { SegError } from '../contract/errors.ts';
import { translateRuntimeError } from './failures.ts';
import { repairShapes } from './onnx/repair.ts';
import type { Ort, OrtSession, OrtSessionOptions } from './ort.ts';
import { SerialQueue } from './serial.ts';
import { Session } from './session.ts';
import { TensorLedger } from './tensors.ts';
import type { Weights } from './weights.ts';

export interface SessionOptions {
  /** Keep the outputs on the GPU; ignored on WASM. */
  readonly outputsOnGpu?: boolean;
}

export class Runtime {
  readonly ort: Ort;
  readonly tensors: TensorLedger;
  private readonly queue = new SerialQueue();
  private readonly open = new Set<Session>();

  constructor(ort: Ort) {
    this.ort = ort;
    this.tensors = new TensorLedger(ort);
  }

  get sessions(): number {
    return this.open.size;
  }

  /**
   * Creates a session. One at a time: a second creation makes the first fail on WebGPU, and the WASM start-up is not re-entrant.
   * @throws SegError `bad-model`, `out-of-memory`, `no-webgpu`, `device-lost`
   */
  async create(weights: Weights, options: SessionOptions = {}): Promise<Session> {
    const onGpu = this.ort.backend === 'webgpu';
    const sessionOptions: OrtSessionOptions = {
      executionProviders: [onGpu ? { name: 'webgpu' } : 'wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(onGpu && options.outputsOnGpu ? { preferredOutputLocation: 'gpu-buffer' as const } : {}),
      ...(weights.external.size > 0
        ? { externalData: [...weights.external].map(([path, data]) => ({ path, data })) }
        : {}),
    };
    const inner = await this.queue.run(() => this.createOrRepair(weights.model, sessionOptions));
    const session = new Session(inner, this.tensors, this.queue, this.ort.backend, () => this.open.delete(session));
    this.open.add(session);
    return session;
  }

  /** Some public graphs declare shapes that contradict themselves; they run once these are forgotten. */
  private async createOrRepair(model: Uint8Array<ArrayBuffer>, options: OrtSessionOptions): Promise<OrtSession> {
    try {
      return await this.createNow(model, options);
    } catch (thrown) {
      const error = SegError.from(thrown);
      if (error.code !== 'bad-model' || !/shape/i.test(String(error.cause))) throw error;
      return this.createNow(repairShapes(model), options);
    }
  }

  private async createNow(model: Uint8Array<ArrayBuffer>, options: OrtSessionOptions): Promise<OrtSession> {
    try {
      return await this.ort.create(model, options);
    } catch (thrown) {
      throw translateRuntimeError(thrown, 'create', this.ort.backend);
    }
  }

  /** Waits until the GPU has done what it was given; at once on WASM. */
  async settled(): Promise<void> {
    const device = await this.ort.device();
    await device?.queue.onSubmittedWorkDone();
  }

  /** Resolves with `device-lost` when the GPU goes away; never on WASM. */
  async deviceLost(): Promise<SegError> {
    const device = await this.ort.device();
    if (!device) return new Promise(() => undefined);
    const info = await device.lost;
    return new SegError('device-lost', `${info.reason}: ${info.message}`);
  }

  /** A run on a GPU device that is gone may never answer: what comes first, the work or the loss. @throws SegError `device-lost` */
  orDeviceLost<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.deviceLost().then((error) => Promise.reject(error))]);
  }

  async dispose(): Promise<void> {
    for (const session of [...this.open]) await session.dispose();
  }
}
