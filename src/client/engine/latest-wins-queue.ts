/** Room for one running and one waiting hover: a newer one takes the waiting one's place. */
import { SegError } from '../../contract/errors.ts';

interface Waiting {
  readonly start: () => void;
  readonly giveUp: (reason: SegError) => void;
}

export class LatestWinsQueue {
  private running = false;
  private waiting: Waiting | undefined;
  private clicks = 0;

  /**
   * Runs `work` when no hover runs and no click waits.
   * @throws SegError `aborted` when a newer hover came or the signal fired; whatever the work throws
   */
  hover<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    this.waiting?.giveUp(new SegError('aborted', 'a newer hover came'));
    return new Promise<T>((resolve, reject) => {
      const entry: Waiting = {
        start: () => {
          signal.removeEventListener('abort', leave);
          this.running = true;
          work()
            .then(resolve, reject)
            .finally(() => {
              this.running = false;
              this.next();
            });
        },
        giveUp: (reason) => {
          signal.removeEventListener('abort', leave);
          if (this.waiting === entry) this.waiting = undefined;
          reject(reason);
        },
      };
      const leave = (): void => entry.giveUp(new SegError('aborted', 'given up by the caller'));
      if (signal.aborted) {
        leave();
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      this.waiting = entry;
      this.next();
    });
  }

  /** Runs at once, whatever waits: clicks are never dropped and hovers let them pass. */
  async click<T>(work: () => Promise<T>): Promise<T> {
    this.clicks++;
    try {
      return await work();
    } finally {
      this.clicks--;
      this.next();
    }
  }

  private next(): void {
    if (this.running || this.clicks > 0) return;
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.start();
  }
}
