/** SAM 2, EdgeTAM and the SAM 3 tracker as exported for transformers.js: boxes apart from points, three levels of features. Source: transformers.js `models/sam2/modeling_sam2.js`. */
import { declaredMaskPlane } from './contract.ts';
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

export const hfSam2: Family = promptable({
  id: 'hf-sam2',
  links: {
    'image_embeddings.0': ['image_embeddings.0'],
    'image_embeddings.1': ['image_embeddings.1'],
    'image_embeddings.2': ['image_embeddings.2'],
    // The names of an older export.
    high_res_feats_0: ['high_res_feats_0'],
    high_res_feats_1: ['high_res_feats_1'],
    image_embeddings: ['image_embeddings'],
  },
  extras: [],
  points: {
    coords: 'input_points',
    labels: 'input_labels',
    rank: 4,
    boxes: 'input_boxes',
    rule: () => ({ scale: 1, padding: 'never', boxes: 'separate', excludes: true }),
  },
  mask: { input: 'input_masks', flag: 'has_input_masks', plane: declaredMaskPlane('input_masks', 'image_embeddings') },
  constants: {},
  outputs: { masks: 'pred_masks', scores: 'iou_scores' },
  ranking: 'best-score',
  batched: true,
});
