/** The dataset that is open, kept while the person looks at another place: one for the whole app. */
import type { RunRecord } from '../../../contract/benchmark.ts';
import type { LabDataset, SamplePicture } from '../../../contract/dataset-lab.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type { App } from '../../../state/app.ts';

interface HeldData {
  readonly card: string;
  readonly dataset: LabDataset;
  readonly samples: readonly SamplePicture[];
  records: readonly RunRecord[];
  unfinished: RunState | null;
}

const held = new WeakMap<App, HeldData>();

/** What is held for a card; null of nothing or when its worker has ended. */
export function heldFor(app: App, card: string): HeldData | null {
  const found = held.get(app);
  return found && found.card === card && !found.dataset.closed() ? found : null;
}

/** Holds a dataset; the one before is closed. */
export function hold(app: App, card: string, dataset: LabDataset, samples: readonly SamplePicture[]): void {
  const before = held.get(app);
  if (before && before.dataset !== dataset) before.dataset.close();
  held.set(app, { card, dataset, samples, records: [], unfinished: null });
}

/** Closes whatever is held. */
export function letGo(app: App): void {
  held.get(app)?.dataset.close();
  held.delete(app);
}
