/** SAM 2 by ONNX Runtime's own exporter: int32 labels and sizes; its full-size masks are already cut, so the low-resolution logits are read. Source: onnxruntime `tools/transformers/models/sam2`. */
import { declaredMaskPlane } from './contract.ts';
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

export const ortSam2: Family = promptable({
  id: 'ort-sam2',
  links: {
    image_embeddings: ['image_embeddings'],
    image_features_0: ['image_features_0'],
    image_features_1: ['image_features_1'],
  },
  extras: [],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    rule: () => ({ scale: 1, padding: 'never', boxes: 'corners', excludes: true }),
  },
  mask: { input: 'input_masks', flag: 'has_input_masks', plane: declaredMaskPlane('input_masks', 'image_embeddings') },
  constants: { original_image_size: [1, 1] },
  outputs: { masks: 'low_res_masks', scores: 'iou_predictions' },
  ranking: 'best-score',
  batched: true,
});
