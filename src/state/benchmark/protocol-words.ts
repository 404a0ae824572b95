/** What each protocol is, in words that stand beside every figure it makes. */
import type { ProtocolId } from '../../contract/benchmark.ts';

export const PROTOCOL_WORDS: Readonly<Record<ProtocolId, string>> = {
  clicks:
    'Robot user: the first click is deepest inside the object, each next one deepest inside what is still wrong (the rule of RITM and SimpleClick). Truth is used only to place clicks and to score.',
  boxes:
    'Oracle boxes: the model is given the tight box around each true object, which a user would have drawn perfectly.',
  detections:
    'Boxes of a detector: the model is given each box of the results file, and once more with its own first answer, as SAM’s figures on COCO and LVIS were made. Confidences are the detector’s; no truth is used but to score.',
  edges:
    'The model’s own boundary output, thinned across the edge; 99 thresholds, official thinning and one-to-one matching with each person’s drawing.',
  'grid-edges':
    'SAM’s zero-shot protocol: a click at each of 16 x 16 places, all masks, Sobel filter of their probabilities along their outer boundaries, maximum, thinned; 99 thresholds, official thinning and matching.',
  labels:
    'The model’s own class map at the picture’s size, compared pixel by pixel by the dataset’s convention; one pass, no test-time augmentation.',
};

/** Whether truth helped the model: what a reader must know before comparing. */
export const TRUTH_WORDS: Readonly<Record<ProtocolId, string>> = {
  clicks: 'with clicks placed by truth',
  boxes: 'with oracle boxes',
  detections: 'with a detector’s boxes',
  edges: 'without prompts',
  'grid-edges': 'without prompts',
  labels: 'without prompts',
};
