/** Plain words for the closed vocabularies of the cards. */
import type { Card, CardTask, Evidence, ResultFlag } from '../../contract/cards.ts';

export const TASK_WORDS: Readonly<Record<CardTask, string>> = {
  instance: 'Instance masks',
  semantic: 'Every pixel a class',
  boundary: 'Boundaries',
  robustness: 'Robustness',
  foreground: 'Cut-out',
  detection: 'Detection',
  classification: 'Classification',
  counting: 'Counting',
  video: 'Video',
};

export const FLAG_WORDS: Readonly<Record<ResultFlag, { readonly short: string; readonly long: string }>> = {
  'zero-shot': { short: 'zero-shot', long: 'Not trained on this benchmark’s training pictures.' },
  'boxes-from-detector': {
    short: 'given boxes',
    long: 'A trained detector said where the objects are; the model only traced them.',
  },
  'test-time-augmentation': {
    short: 'TTA',
    long: 'Test-time augmentation: scaled or flipped copies of each picture were combined.',
  },
  'multi-scale': {
    short: 'multi-scale',
    long: 'Each picture was seen at several sizes and the answers were combined.',
  },
  'extra-data': { short: 'extra data', long: 'Trained on more than the benchmark’s own training pictures.' },
  classical: { short: 'classical', long: 'No neural network.' },
  reproduction: { short: 'reproduction', long: 'Trained again by somebody, not the figure first published.' },
  'not-a-mask-metric': { short: 'boxes, not masks', long: 'The figure scores rectangles.' },
};

export const EVIDENCE_WORDS: Readonly<
  Record<Evidence, { readonly short: string; readonly long: string; readonly strength: 3 | 2 | 1 }>
> = {
  paper: { short: 'paper', long: 'Read in the paper’s text or tables.', strength: 3 },
  'output-files': {
    short: 'official output',
    long: 'Read in output files of the official evaluation code.',
    strength: 3,
  },
  authors: { short: 'authors', long: 'Read in the authors’ own repository or model card.', strength: 2 },
  abstract: { short: 'abstract', long: 'Read in the paper’s abstract only.', strength: 2 },
  'third-party': { short: 'third party', long: 'Read on somebody else’s page. Weak: treat as a hint.', strength: 1 },
};

export const COMMERCIAL_WORDS: Readonly<Record<NonNullable<Card['licence']>['commercial'], string>> = {
  yes: 'commercial use allowed',
  no: 'no commercial use',
  mixed: 'depends on the picture',
  unclear: 'unclear',
};

export const TRUTH_WORDS: Readonly<Record<Card['splits'][number]['truth'], string>> = {
  public: 'public',
  hidden: 'hidden',
  server: 'hidden, scored by a server',
  none: 'none',
};

export const LISTING_WORDS: Readonly<Record<Card['listing'], string>> = {
  results: 'The list this page grew from shows one figure here, marked below. It leaves out the protocol; we do not.',
  'none-tracked':
    'The list this page grew from says: no results tracked. What follows was found elsewhere, each figure with its source.',
  'task-only': 'The list this page grew from names this task without results.',
};
