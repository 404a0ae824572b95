/** A gate that a long run passes between two steps, and waits at while it is closed. */
import { throwIfAborted } from '../../../contract/errors.ts';

export class PauseGate {
  #waiting: (() => void)[] = [];
  #closed = false;
  /** Time spent waiting, milliseconds; kept out of "time left". */
  waitedMs = 0;

  close(): void {
    this.#closed = true;
  }

  open(): void {
    this.#closed = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** @throws SegError `aborted` when the signal has fired, also while waiting */
  async pass(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (!this.#closed) return;
    const since = performance.now();
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.waitedMs += performance.now() - since;
    throwIfAborted(signal);
  }
}
