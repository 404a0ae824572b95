/** SAM 2.1 as exported for RectLabel and osam: four masks, the best score of all four counts. Source: sam-cpp-macos `export_onnx.py`. */
import { declaredMaskPlane } from './contract.ts';
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

export const rectlabelSam2: Family = promptable({
  id: 'rectlabel-sam2',
  links: {
    image_embeddings: ['image_embeddings'],
    high_res_features1: ['high_res_features1'],
    high_res_features2: ['high_res_features2'],
  },
  extras: [],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    rule: () => ({ scale: 1, padding: 'never', boxes: 'corners', excludes: true }),
  },
  mask: { input: 'mask_input', flag: 'has_mask_input', plane: declaredMaskPlane('mask_input', 'image_embeddings') },
  constants: { orig_im_size: [1, 1] },
  outputs: { masks: 'low_res_masks', scores: 'iou_predictions' },
  ranking: 'best-score',
  batched: true,
});
