/** Where a cut-out's pixels are made: in a worker of its own, which ends with it. */
import { transfer } from 'comlink';
import { throwIfAborted } from '../../contract/errors.ts';
import { type CutoutPlan, cutoutPixels } from '../../core/edges/cutout-pixels.ts';
import { tuneReach } from '../../core/edges/edge-tune.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import { openApart } from '../run-apart.ts';
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
  if (plan.edge === 'hard' && tuneReach(plan.tune, plan.full) === 0 && plan.unknown.length === 0) {
    return { part: async (pixels, read, part) => cutoutPixels(plan, pixels, read, part), close: () => undefined };
  }
  const spawn = (): Worker =>
    new Worker(new URL('./cutout-worker.ts', import.meta.url), { type: 'module', name: 'cutout' });
  const { api, answer, close } = openApart<CutoutWorkerApi>(spawn, 'of the cut-out', signal);
  const begun = api.begin(plan);
  begun.catch(() => undefined); // told with the first part
  return {
    async part(pixels, read, part) {
      await answer(begun);
      return answer(api.part(transfer(pixels, [pixels.buffer]), read, part));
    },
    close,
  };
}
