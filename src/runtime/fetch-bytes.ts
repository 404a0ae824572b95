/** Fetches a file into memory: progress in bytes, a no-progress timeout, abort, and a telling error for each way it can fail. */
import { anySignal } from '../contract/any-signal.ts';
import { SegError, throwIfAborted } from '../contract/errors.ts';

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** Bytes so far; the total where the caller or the server states it. */
  readonly report?: (done: number, total?: number) => void;
  /** Size known beforehand; a body of another length is refused as `integrity`. */
  readonly bytes?: number;
  /** Milliseconds without a single byte before giving up. A slow line is no failure. */
  readonly stallMs?: number;
}

const STALL_MS = 30_000;

/**
 * @throws SegError `aborted`, `offline`, `stalled`, `download` (HTTP status), `not-a-model` (an HTML page came), `integrity` (wrong length)
 */
export async function fetchBytes(url: string, options: FetchOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  throwIfAborted(options.signal);
  const stall = new AbortController();
  const stallMs = options.stallMs ?? STALL_MS;
  let timer = setTimeout(() => stall.abort(), stallMs);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(), stallMs);
  };
  const signal = options.signal ? anySignal(options.signal, stall.signal) : stall.signal;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new SegError('download', `${url}: HTTP ${response.status}`);
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      throw new SegError('not-a-model', `${url}: a web page came instead of the file`);
    }
    alive();
    return await drain(response, url, options, alive);
  } catch (thrown) {
    if (options.signal?.aborted) throw new SegError('aborted', 'given up by the caller', { cause: thrown });
    if (stall.signal.aborted)
      throw new SegError('stalled', `${url}: nothing came for ${stallMs / 1000} s`, { cause: thrown });
    if (thrown instanceof SegError) throw thrown;
    const online = globalThis.navigator?.onLine ?? true;
    throw new SegError(online ? 'download' : 'offline', `${url}: ${String(thrown)}`, { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
}

async function drain(
  response: Response,
  url: string,
  options: FetchOptions,
  alive: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  // Content-Length counts compressed bytes, so with an encoding it says nothing about the body.
  const stated = response.headers.has('content-encoding')
    ? Number.NaN
    : Number(response.headers.get('content-length') ?? Number.NaN);
  const expected = options.bytes ?? (Number.isFinite(stated) && stated > 0 ? stated : undefined);
  const sink = new ByteSink(expected ?? 1 << 20);
  const reader = response.body?.getReader();
  if (!reader) throw new SegError('download', `${url}: no body`);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    alive();
    if (sink.length === 0) refuseHtml(value, url);
    sink.push(value);
    if (options.bytes !== undefined && sink.length > options.bytes) {
      await reader.cancel();
      throw new SegError('integrity', `${url}: longer than the stated ${options.bytes} bytes`);
    }
    options.report?.(sink.length, expected);
  }
  if (options.bytes !== undefined && sink.length !== options.bytes) {
    throw new SegError('integrity', `${url}: ${sink.length} bytes came, ${options.bytes} were stated`);
  }
  return sink.bytes();
}

/** @throws SegError `not-a-model` when the first visible byte opens a tag; neither ONNX nor WebAssembly can start so */
export function refuseHtml(head: Uint8Array, name: string): void {
  const first = head.subarray(0, 64).find((b) => b > 0x20);
  const bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  if (first === 0x3c || (bom && head[3] === 0x3c)) {
    throw new SegError('not-a-model', `${name}: a web page came instead of the file`);
  }
}

/** A growing buffer that is exact from the start when the size is known. */
class ByteSink {
  private buffer: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.buffer = new Uint8Array(capacity);
  }

  push(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + chunk.length));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.buffer.set(chunk, this.length);
    this.length += chunk.length;
  }

  /** The bytes in a buffer of exactly their length. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.length === this.buffer.length ? this.buffer : this.buffer.slice(0, this.length);
  }
}
