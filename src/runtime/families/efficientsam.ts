/** EfficientSAM, split: points in pixels of a picture whose size is told, at most six. Source: EfficientSAM `export_to_onnx.py`. */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';
import { EMBEDDING_NAMES } from './sam.ts';

/** The decoder enlarges its masks to the size it is told: its own 256 costs nothing. */
const TOLD = 256;

export const efficientsam: Family = promptable({
  id: 'efficientsam',
  links: { image_embeddings: EMBEDDING_NAMES },
  extras: [],
  points: {
    coords: 'batched_point_coords',
    labels: 'batched_point_labels',
    rank: 4,
    // Exclude points have no embedding of their own in this decoder; up to six points, padded inside.
    rule: ({ size }) => ({ scale: TOLD / size, padding: 'never', boxes: 'corners', excludes: false, most: 6 }),
  },
  constants: { orig_im_size: [TOLD, TOLD] },
  outputs: { masks: 'output_masks', scores: 'iou_predictions' },
  ranking: 'best-score',
  batched: true,
});
