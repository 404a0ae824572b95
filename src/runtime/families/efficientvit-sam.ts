/** EfficientViT-SAM: encoders of 512 or 1024 pixels, points always in a space of 1024. Source: efficientvit `applications/efficientvit_sam/deployment/onnx`. */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';
import { EMBEDDING_NAMES } from './sam.ts';

const POINT_SPACE = 1024;

export const efficientvitSam: Family = promptable({
  id: 'efficientvit-sam',
  links: { image_embeddings: EMBEDDING_NAMES },
  extras: [],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    rule: ({ size }) => ({ scale: POINT_SPACE / size, padding: 'unless-box', boxes: 'corners', excludes: true }),
  },
  constants: {},
  outputs: { masks: 'masks', scores: 'iou_predictions' },
  ranking: 'best-score',
  batched: true,
});
