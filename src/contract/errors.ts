/** The closed set of failures a person can be told about, and its way across the worker line. */

/** Every failure that can reach the screen. The words for each live in `ui/messages.ts`. */
export const SEG_ERROR_CODES = [
  'no-webgpu',
  'device-lost',
  'out-of-memory',
  'download',
  'offline',
  'stalled',
  'not-a-model',
  'integrity',
  'bad-model',
  'wrong-output',
  'bad-image',
  'image-too-large',
  'unsupported-image',
  'bad-file',
  'quota',
  'storage-blocked',
  'part-missing',
  'worker-lost',
  'webgl-lost',
  'aborted',
  'internal',
] as const;

export type SegErrorCode = (typeof SEG_ERROR_CODES)[number];

const WIRE_PREFIX = 'SegError:';

/** What engines say when no memory is to be had: V8's "Array buffer allocation failed", SpiderMonkey's and JavaScriptCore's "out of memory". */
const NO_MEMORY = /allocation failed|out of memory/i;

/**
 * An error with a code from the closed union and a detail for the curious.
 * Comlink keeps only `name`, `message` and `stack` of a thrown error, so the code travels in `name`.
 */
export class SegError extends Error {
  readonly code: SegErrorCode;

  constructor(code: SegErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
    this.name = WIRE_PREFIX + code;
  }

  /** Restores a SegError from anything thrown, on either side of the worker line. Refused memory is told apart; other unknown errors become `internal`. */
  static from(thrown: unknown): SegError {
    if (thrown instanceof SegError) return thrown;
    if (thrown instanceof Error) {
      if (thrown.name === 'AbortError') return new SegError('aborted', thrown.message, { cause: thrown });
      if (thrown.name === 'QuotaExceededError') {
        return new SegError('quota', 'the browser has no room left for this site', { cause: thrown });
      }
      const code = SEG_ERROR_CODES.find((c) => thrown.name === WIRE_PREFIX + c);
      const guess = NO_MEMORY.test(thrown.message) ? 'out-of-memory' : 'internal';
      return new SegError(code ?? guess, thrown.message, { cause: thrown });
    }
    return new SegError('internal', String(thrown));
  }
}

/** True for the error of a request that its own caller gave up; never shown. */
export function isAborted(thrown: unknown): boolean {
  return SegError.from(thrown).code === 'aborted';
}

/** @throws SegError `aborted` when the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SegError('aborted', 'given up by the caller');
}
