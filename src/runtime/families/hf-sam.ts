/** SAM as exported by optimum for transformers.js (SlimSAM, sam-vit-base): points only. Source: optimum-onnx `model_patcher.py` (SAMModelPatcher). */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

export const hfSam: Family = promptable({
  id: 'hf-sam',
  links: {
    image_embeddings: ['image_embeddings'],
    image_positional_embeddings: ['image_positional_embeddings'],
  },
  extras: [],
  points: {
    coords: 'input_points',
    labels: 'input_labels',
    rank: 4,
    // Box corners get no embedding in this export: a box can only be its centre.
    rule: () => ({ scale: 1, padding: 'never', boxes: 'centre', excludes: true }),
  },
  constants: {},
  outputs: { masks: 'pred_masks', scores: 'iou_scores' },
  ranking: 'best-score',
  batched: true,
});
