/** Running requests by number, so that any of them can be given up. */
import { throwIfAborted } from '../contract/errors.ts';
import type { JobId } from '../contract/segmenter.ts';

/** Lets messages in: a cancellation that waits in the inbox is seen only when the worker yields. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Steps of a job call this between runs. @throws SegError `aborted` */
export type Checkpoint = () => Promise<void>;

export class Jobs {
  private readonly running = new Map<JobId, AbortController>();

  get size(): number {
    return this.running.size;
  }

  /**
   * Runs `work` under a number. A cancellation takes effect at the next checkpoint: a graph that runs cannot be stopped.
   * @throws SegError `aborted`, and whatever the work throws
   */
  async run<T>(job: JobId, work: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.running.set(job, controller);
    try {
      const checkpoint = async (): Promise<void> => {
        await nextTask();
        throwIfAborted(controller.signal);
      };
      await checkpoint();
      return await work(checkpoint);
    } finally {
      this.running.delete(job);
    }
  }

  cancel(job: JobId): void {
    this.running.get(job)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.running.values()) controller.abort();
  }
}
