/** Edge detectors (HED, DexiNed, PiDiNet): one map of boundaries; of several outputs the last is the fused one. */
import { dense } from './dense.ts';
import type { Family } from './family.ts';
import { singleMap } from './saliency.ts';

export const edges: Family = dense({ id: 'edges', output: (names) => names.at(-1), answer: singleMap });
