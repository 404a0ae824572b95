/** The worker that makes the pixels of one cut-out, part by part, so that the page stays free. */
import { expose } from 'comlink';
import { type CutoutPlan, cutoutPixels } from '../../core/edges/cutout-pixels.ts';
import type { ImageBox } from '../../core/geometry/box.ts';

let plan: CutoutPlan | null = null;

const api = {
  begin(next: CutoutPlan): void {
    plan = next;
  },
  part(pixels: Uint8ClampedArray, read: ImageBox, part: ImageBox): Uint8ClampedArray<ArrayBuffer> {
    if (!plan) throw new Error('begin comes first');
    return cutoutPixels(plan, pixels, read, part);
  },
};

export type CutoutWorkerApi = typeof api;

expose(api);
