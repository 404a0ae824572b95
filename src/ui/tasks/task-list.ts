/** The related tasks that can be tried. */

export interface Task {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly words: string;
  /** Of the bundled pictures; decoration. */
  readonly picture: string;
}

export const TASKS: readonly Task[] = [
  {
    id: 'few-shot',
    name: 'Few-shot classification',
    path: '/tasks/few-shot',
    picture: 'samples/fruit.small.webp',
    words:
      'Click on a few things of each kind and name the kinds. Everything you click after that is sorted by likeness.',
  },
  {
    id: 'video',
    name: 'Video segmentation',
    path: '/tasks/video',
    picture: 'clips/roll/08.webp',
    words: 'Point at a thing in one frame of a film. It is followed through the others, and corrected where it slips.',
  },
  {
    id: 'open-vocabulary',
    name: 'Open-vocabulary detection',
    path: '/tasks/open-vocabulary',
    picture: 'samples/shelf.small.webp',
    words: 'Boxes with names, drawn by you or found elsewhere by a detector that reads words, become outlines.',
  },
  {
    id: 'counting',
    name: 'Object counting',
    path: '/segment?task=count&sample=coins',
    picture: 'samples/coins.small.webp',
    words: 'Click one coin and count the others, then compare with your own count. Opens in Segment.',
  },
];
