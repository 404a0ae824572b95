/** Times of a loaded model on its backend. */
import type { Timings } from '../contract/segmenter.ts';
import { imagePoint } from '../core/geometry/space.ts';
import { resizePixels } from '../core/image/resample.ts';
import { canaryPicture } from './canary-pictures.ts';
import type { FamilyModel } from './families/family.ts';
import { readFloats } from './tensors.ts';

/** Side of the measured picture: square, the dearest shape under the longest-side rule. */
const SIDE = 128;

/** One cold run, then `runs` encodes and as many decodes of one click. */
export async function measureModel(
  model: FamilyModel,
  runs: number,
  report?: (done: number, total: number) => void,
): Promise<Timings> {
  const picture = canaryPicture('disk', SIDE);
  const placement = model.place({ x0: 0, y0: 0, x1: SIDE, y1: SIDE });
  const pixels = resizePixels(picture, placement.source, placement.content);
  const encodeMs: number[] = [];
  const decodeMs: number[] = [];
  let first = { encodeMs: 0, decodeMs: 0 };
  for (let i = 0; i <= runs; i++) {
    report?.(i, runs + 1);
    const start = performance.now();
    const encoded = await model.encode(pixels, placement);
    try {
      // A GPU encode is done only when a result of it can be read: the decode waits for it, the smallest output is read here.
      const smallest = Object.values(encoded.tensors).toSorted((a, b) => a.size - b.size)[0];
      if (smallest) await readFloats(smallest);
      const encodedAt = performance.now();
      await model.decode(encoded, [{ kind: 'point', at: imagePoint(SIDE / 2, SIDE / 2), label: 'include' }]);
      const times = { encodeMs: encodedAt - start, decodeMs: performance.now() - encodedAt };
      if (i === 0) first = times;
      else {
        encodeMs.push(times.encodeMs);
        decodeMs.push(times.decodeMs);
      }
    } finally {
      model.dispose(encoded);
    }
  }
  report?.(runs + 1, runs + 1);
  return { encodeMs, decodeMs, first };
}
