/** The embedded model: encoder at any multiple of 32, decoder over features, embedding and half-size detail, batches of prompts. */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';

export const playground: Family = promptable({
  id: 'playground',
  links: { features: ['features'], embedding: ['embedding'], detail: ['detail'] },
  // `edges` [1,1,H/4,W/4]: boundary logits; `subject`, same shape: logits of what one would cut out without a click.
  extras: ['edges', 'subject'],
  points: {
    coords: 'point_coords',
    labels: 'point_labels',
    rank: 3,
    rule: () => ({ scale: 1, padding: 'never', boxes: 'corners', excludes: true }),
  },
  mask: {
    input: 'mask_input',
    flag: 'has_mask_input',
    // The mask plane is half the canvas, whatever the canvas.
    plane: ({ placement }) => ({ width: placement.canvas.width / 2, height: placement.canvas.height / 2 }),
  },
  constants: {},
  outputs: { masks: 'masks', scores: 'iou_predictions' },
  ranking: 'single-then-three',
  anySize: true,
  batched: true,
});
