/** How alike two answers of one decoder are. */
import type { LogitsPlane } from '../mask/logits.ts';

/** Intersection over union of what two planes of one size say is mask, 0..1; 0 when neither says any. */
export function planeOverlap(a: LogitsPlane, b: LogitsPlane): number {
  let inter = 0;
  let union = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [p, q] = [(a.data[i] ?? 0) > 0, (b.data[i] ?? 0) > 0];
    if (p && q) inter++;
    if (p || q) union++;
  }
  return union > 0 ? inter / union : 0;
}
