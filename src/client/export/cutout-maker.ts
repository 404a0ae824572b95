/** Where a cut-out's pixels are made: in a worker of its own, which ends with it. */
import { type Remote, releaseProxy, transfer, wrap } from 'comlink';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import { type CutoutPlan, cutoutPixels } from '../../core/edges/cutout-pixels.ts';
import { tuneReach } from '../../core/edges/edge-tune.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { CutoutWorkerApi } from './cutout-worker.ts';

/** Makes the parts of one cut-out. Close it. */
export interface CutoutMaker {
  /** RGBA of a part; `pixels` of what is read for it may be taken over. @throws SegError `worker-lost`, `aborted` */
  part(pixels: Uint8ClampedArray<ArrayBuffer>, read: ImageBox, part: ImageBox): Promise<Uint8ClampedArray<ArrayBuffer>>;
  close(): void;
}

/** Masks with hard edges cost less than a worker. */
export function openCutoutMaker(plan: CutoutPlan, signal: AbortSignal | undefined): CutoutMaker {
  throwIfAborted(signal);
  if (plan.edge === 'hard' && tuneReach(plan.tune, plan.full) === 0) {
    return { part: async (pixels, read, part) => cutoutPixels(plan, pixels, read, part), close: () => undefined };
  }
  const worker = new Worker(new URL('./cutout-worker.ts', import.meta.url), { type: 'module', name: 'cutout' });
  const api: Remote<CutoutWorkerApi> = wrap<CutoutWorkerApi>(worker);
  let fail: (reason: SegError) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  lost.catch(() => undefined); // nobody may be waiting
  const stop = (): void => fail(new SegError('aborted', 'given up by the caller'));
  signal?.addEventListener('abort', stop);
  worker.addEventListener('error', (event) =>
    fail(new SegError('worker-lost', event.message || 'the worker of the cut-out ended')),
  );
  const begun = api.begin(plan);
  begun.catch(() => undefined); // told with the first part
  return {
    async part(pixels, read, part) {
      try {
        await Promise.race([begun, lost]);
        return await Promise.race([api.part(transfer(pixels, [pixels.buffer]), read, part), lost]);
      } catch (error) {
        throw SegError.from(error);
      }
    },
    close() {
      signal?.removeEventListener('abort', stop);
      api[releaseProxy]();
      worker.terminate();
    },
  };
}
