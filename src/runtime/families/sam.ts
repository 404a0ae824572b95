/** SAM 1 and its kin with Meta's decoder: SAM, MobileSAM, RepViT-SAM, samexporter, SAM-Med2D. Source: segment-anything `scripts/export_onnx_model.py`. */
import { declaredMaskPlane, type PromptableContract } from './contract.ts';
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

/** Encoders name their only output as they like; a sole output fits whatever its name. */
export const EMBEDDING_NAMES: readonly string[] = ['image_embeddings', 'output', 'embeddings'];

export const SAM_CONTRACT: PromptableContract = {
  id: 'sam',
  links: { image_embeddings: EMBEDDING_NAMES },
  extras: [],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    // The padding point is not in the graph: without a box it must be given.
    rule: () => ({ scale: 1, padding: 'unless-box', boxes: 'corners', excludes: true }),
  },
  mask: {
    input: 'mask_input',
    flag: 'has_mask_input',
    plane: declaredMaskPlane('mask_input', 'image_embeddings'),
  },
  // Full-size masks are never fetched: with a picture of one pixel the graph makes them for nothing.
  constants: { orig_im_size: [1, 1] },
  shapesOnly: ['orig_im_size_shape'],
  outputs: { masks: 'low_res_masks', scores: 'iou_predictions' },
  ranking: 'single-then-three',
  batched: false,
};

export const sam: Family = promptable(SAM_CONTRACT);
