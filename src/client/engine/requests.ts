/** Calls to a worker under job numbers, which signals cancel; a caller who gives up is answered at once. */
import { SegError } from '../../contract/errors.ts';
import type { JobId } from '../../contract/segmenter.ts';
import type { WorkerHost } from './worker-host.ts';

export class Requests {
  private jobs: JobId = 0;

  newJob(): JobId {
    return ++this.jobs;
  }

  /** One call that the signal cancels. @param silenceMs longest time without a sign of life; `alive` starts it anew */
  async run<T>(
    host: WorkerHost,
    signal: AbortSignal,
    silenceMs: number,
    work: (job: JobId, alive: () => void) => Promise<T>,
  ): Promise<T> {
    const job = this.newJob();
    const cancel = (): void => {
      if (!host.deadReason) host.api.cancel(job).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await host.call((alive) => work(job, alive), silenceMs);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

/**
 * The result, or `aborted` the moment the signal fires though the work may go on.
 * @param left called then, before the rejection
 */
export async function orAborted<T>(
  running: Promise<T>,
  signal: AbortSignal,
  left: () => void = () => undefined,
): Promise<T> {
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => {
      left();
      running.catch(() => undefined); // nobody waits for it any more
      reject(new SegError('aborted', 'given up by the caller'));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
