/** "Show embedding" and its like: the teaching views as commands of the Segment place. */
import type { ViewId } from '../../contract/lesson.ts';
import type { AppState } from '../../state/state.ts';
import type { Command } from '../command.ts';
import { openView } from './open-view.ts';
import { VIEWS } from './views.ts';

/** As the menu says them; inside the views the words come from the locale files. */
const LABELS: Readonly<Record<ViewId, string>> = {
  none: '',
  embedding: 'Show the embedding',
  similarity: 'Show what is alike',
  logits: 'Show the logits and the threshold',
  candidates: 'Compare the candidates',
  sensitivity: 'Show where one click would have been enough',
  input: 'Show what the model sees',
  metrics: 'Measure against a painted truth',
  'average-precision': 'Build average precision step by step',
  confusion: 'Show the confusion matrix',
  everything: 'Slow everything mode down',
  edges: 'Show the edges',
  architecture: 'Show how the model is built',
};

const withPicture = (s: AppState): boolean => s.picture !== null;

/** One for each view that exists, and one that closes the view. */
export const LOOK_COMMANDS: readonly Command[] = [
  ...[...VIEWS.keys()].map(
    (id): Command => ({
      id: `look.${id}`,
      label: LABELS[id],
      group: 'View',
      also: 'look inside learn teach',
      enabled: withPicture,
      run: () => openView(id),
    }),
  ),
  {
    id: 'look.none',
    label: 'Close the view into the model',
    group: 'View',
    enabled: withPicture,
    run: () => openView(null),
  },
];
