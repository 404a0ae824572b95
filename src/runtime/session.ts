/** A graph ready to run: knows its inputs by name, hands its outputs to the ledger, is disposed of once. */
import { SegError } from '../contract/errors.ts';
import type { Backend } from '../contract/manifest.ts';
import { translateRuntimeError } from './failures.ts';
import type { OrtMetadata, OrtSession, OrtTensor } from './ort.ts';
import type { SerialQueue } from './serial.ts';
import type { TensorLedger, TensorMap } from './tensors.ts';

/** Name, element type and shape of an input or output; symbolic dimensions are strings, an unknown shape is empty. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export class Session {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  private readonly inner: OrtSession;
  private readonly tensors: TensorLedger;
  private readonly queue: SerialQueue;
  private readonly onDispose: () => void;
  private readonly backend: Backend;
  private disposed = false;

  constructor(inner: OrtSession, tensors: TensorLedger, queue: SerialQueue, backend: Backend, onDispose: () => void) {
    this.inner = inner;
    this.tensors = tensors;
    this.queue = queue;
    this.backend = backend;
    this.onDispose = onDispose;
    this.inputs = inner.inputMetadata.map(portOf);
    this.outputs = inner.outputMetadata.map(portOf);
  }

  input(name: string): Port | undefined {
    return this.inputs.find((port) => port.name === name);
  }

  output(name: string): Port | undefined {
    return this.outputs.find((port) => port.name === name);
  }

  /**
   * Runs the graph; the caller owns the outputs (release them through the ledger) and still owns the feeds.
   * @param fetches outputs wanted; absent = all
   * @throws SegError `device-lost`, `out-of-memory`, `internal`
   */
  run(feeds: TensorMap, fetches?: readonly string[]): Promise<TensorMap> {
    return this.queue.run(async () => {
      if (this.disposed) throw new SegError('internal', 'the session was disposed of');
      try {
        const outputs = fetches ? await this.inner.run(feeds, fetches) : await this.inner.run(feeds);
        return this.tensors.adopt(outputs as Record<string, OrtTensor>); // sessions here have tensor outputs only, checked by the families
      } catch (thrown) {
        throw translateRuntimeError(thrown, 'run', this.backend);
      }
    });
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    this.onDispose();
    await this.queue.run(() => this.inner.release());
  }
}

function portOf(meta: OrtMetadata): Port {
  return meta.isTensor
    ? { name: meta.name, type: meta.type, shape: meta.shape }
    : { name: meta.name, type: 'not-a-tensor', shape: [] };
}
