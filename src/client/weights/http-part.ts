/** One request for a file or its rest, as a stream of chunks with a no-progress timeout and a telling error for each way it can fail. */
import { anySignal } from '../../contract/any-signal.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import { refuseForeign } from './sniff.ts';

export type Fetcher = (url: string, init: RequestInit) => Promise<Response>;

export interface PartRequest {
  readonly url: string;
  /** First byte wanted; 0 asks for the whole. */
  readonly from: number;
  readonly signal: AbortSignal;
  /** Milliseconds without a single byte before giving up: a slow line is no failure, a dead one is. */
  readonly stallMs: number;
  readonly fetcher: Fetcher;
}

export interface PartSink {
  /** Called once, before any chunk: the body starts at this byte (0 when the server ignored the range). */
  start(from: number): Promise<void>;
  chunk(data: Uint8Array): Promise<void>;
}

/** A failure that another try may mend. */
export class BrokenOff extends Error {
  readonly code: 'download' | 'stalled' | 'offline';

  constructor(code: 'download' | 'stalled' | 'offline', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const RETRIABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

function startOf(response: Response, asked: number, url: string): number {
  if (response.status !== 206) return 0;
  const range = response.headers.get('content-range');
  // Cross-origin answers may hide the header; then the status is all there is, and the hash decides in the end.
  const start = range === null ? asked : Number(/^bytes (\d+)-/.exec(range)?.[1] ?? Number.NaN);
  if (start !== asked) throw new SegError('download', `${url}: asked for bytes from ${asked}, got "${range}"`);
  return start;
}

function checkStatus(response: Response, url: string): void {
  if (response.ok) return;
  const words = `${url}: HTTP ${response.status}`;
  if (RETRIABLE.has(response.status)) throw new BrokenOff('download', words);
  throw new SegError('download', words);
}

async function drain(response: Response, request: PartRequest, sink: PartSink, alive: () => void): Promise<void> {
  const from = startOf(response, request.from, request.url);
  const reader = response.body?.getReader();
  if (!reader) throw new BrokenOff('download', `${request.url}: no body`);
  try {
    await sink.start(from);
    let first = from === 0;
    for (;;) {
      alive();
      const { done, value } = await reader.read();
      if (done) return;
      if (value.length === 0) continue;
      if (first) refuseForeign(value, response.headers.get('content-type'), request.url);
      first = false;
      await sink.chunk(value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Streams the answer into the sink. Cookies and the referrer stay at home.
 * @returns when the body has ended, however long it was
 * @throws BrokenOff when another try may help; SegError `aborted`, `download` (HTTP status), `not-a-model`
 */
export async function fetchPart(request: PartRequest, sink: PartSink): Promise<void> {
  throwIfAborted(request.signal);
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), request.stallMs);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(), request.stallMs);
  };
  try {
    const response = await request.fetcher(request.url, {
      signal: anySignal(request.signal, stall.signal),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      ...(request.from > 0 ? { headers: { Range: `bytes=${request.from}-` } } : {}),
    });
    checkStatus(response, request.url);
    await drain(response, request, sink, alive);
  } catch (thrown) {
    if (request.signal.aborted) throw new SegError('aborted', 'given up by the caller', { cause: thrown });
    if (stall.signal.aborted) {
      throw new BrokenOff('stalled', `${request.url}: nothing came for ${request.stallMs / 1000} s`, { cause: thrown });
    }
    if (thrown instanceof SegError || thrown instanceof BrokenOff) throw thrown;
    // fetch rejects with a TypeError for everything that went wrong on the line; our own storage errors pass through.
    if (!(thrown instanceof TypeError)) throw thrown;
    const online = globalThis.navigator?.onLine ?? true;
    throw new BrokenOff(online ? 'download' : 'offline', `${request.url}: ${thrown.message}`, { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
}
