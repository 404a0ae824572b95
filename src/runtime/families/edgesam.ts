/** EdgeSAM: points only, no padding point, no mask prompt. Source: EdgeSAM `scripts/export_onnx_model.py`. */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';
import { EMBEDDING_NAMES } from './sam.ts';

export const edgesam: Family = promptable({
  id: 'edgesam',
  links: { image_embeddings: EMBEDDING_NAMES },
  extras: [],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    rule: () => ({ scale: 1, padding: 'never', boxes: 'corners', excludes: true }),
  },
  constants: {},
  outputs: { masks: 'masks', scores: 'scores' },
  ranking: 'best-score',
  batched: false,
});
