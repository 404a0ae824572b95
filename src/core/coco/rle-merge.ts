/** Union and intersection of run-length masks, without decoding them. */
import type { Rle } from './rle.ts';

/**
 * Combines masks run by run. No mask gives an empty 0 x 0 mask; masks of different sizes do too, as in cocoapi `rleMerge`.
 */
export function mergeRles(rles: readonly Rle[], operation: 'union' | 'intersection'): Rle {
  const [head, ...rest] = rles;
  if (!head) return { width: 0, height: 0, counts: new Uint32Array(0) };
  let merged = head;
  for (const next of rest) {
    if (next.width !== head.width || next.height !== head.height) {
      return { width: 0, height: 0, counts: new Uint32Array(0) };
    }
    merged = mergeTwo(merged, next, operation === 'intersection');
  }
  return merged;
}

function mergeTwo(first: Rle, second: Rle, intersect: boolean): Rle {
  const a = first.counts;
  const b = second.counts;
  const out = new Uint32Array(a.length + b.length);
  let used = 0;
  let ia = 1;
  let ib = 1;
  let restA = a[0] ?? 0;
  let restB = b[0] ?? 0;
  let inA = false;
  let inB = false;
  let value = false;
  let run = 0;
  let left = 1;
  while (left > 0) {
    const step = Math.min(restA, restB);
    run += step;
    restA -= step;
    if (restA === 0 && ia < a.length) {
      restA = a[ia++] ?? 0;
      inA = !inA;
    }
    restB -= step;
    if (restB === 0 && ib < b.length) {
      restB = b[ib++] ?? 0;
      inB = !inB;
    }
    left = restA + restB;
    const next = intersect ? inA && inB : inA || inB;
    if (next !== value || left === 0) {
      out[used++] = run;
      run = 0;
      value = next;
    }
  }
  return { width: first.width, height: first.height, counts: out.slice(0, used) };
}
