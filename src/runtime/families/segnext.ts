/** SegNext: one mask at full canvas size, an earlier mask of that size as prompt, no score. Source: darktable-ai `models/mask-object-segnext-*`. */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

export const segnext: Family = promptable({
  id: 'segnext',
  links: { image_feats: ['image_feats'] },
  extras: [],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    // Labels 1, 0 and -1 only.
    rule: () => ({ scale: 1, padding: 'never', boxes: 'centre', excludes: true }),
  },
  mask: {
    input: 'prev_mask',
    values: 'probabilities',
    plane: ({ placement }) => placement.canvas,
  },
  constants: {},
  // 1024 x 1024 floats would be 4 MB for every hover.
  outputs: { masks: 'mask', pool: 4 },
  ranking: 'best-score',
  batched: false,
});
