/** SAM 2 as exported by samexporter, and CVAT's variant of it. Source: samexporter `export_sam2.py`. */
import { declaredMaskPlane } from './contract.ts';
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

export const sam2: Family = promptable({
  id: 'sam2',
  links: {
    image_embed: ['image_embed', 'image_embeddings'],
    high_res_feats_0: ['high_res_feats_0'],
    high_res_feats_1: ['high_res_feats_1'],
  },
  extras: [],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    // The padding point is inside the graph.
    rule: () => ({ scale: 1, padding: 'never', boxes: 'corners', excludes: true }),
  },
  mask: { input: 'mask_input', flag: 'has_mask_input', plane: declaredMaskPlane('mask_input', 'image_embed') },
  constants: { orig_im_size: [256, 256] },
  outputs: { masks: 'masks', scores: 'iou_predictions' },
  ranking: 'best-score',
  batched: true,
});
