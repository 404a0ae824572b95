/**
 * What a teaching view is handed and what it hands back. A view is one file `views/<id>/<Name>View.tsx` whose default export is
 * its component; it is found by its folder's name and loaded when it is first opened. The same component serves a lesson, the
 * free exploration and the Segment place, so it must work on any picture and any model, truth or none.
 *
 * Texts: `useTranslation('learn')`, keys `views.<id>.…` of `public/locales/<language>/learn.json`, in every language there is.
 */
import type { Mask } from '../../core/mask/mask.ts';
import type { App } from '../../state/app.ts';
import type { StageFacts } from '../../state/learn/facts.ts';
import type { MaskLayer, StageGesture } from '../canvas/stage-types.ts';

export interface LearnViewProps {
  /** The document that the view looks into, the lesson's or that of the Segment place: store, `engine()`, `encoded()`, deps. */
  readonly app: App;
  /** True outlines of the open sample by name, at working size; empty for a person's own pictures. */
  readonly truths: ReadonlyMap<string, Mask>;
  /** Tells what tasks are checked against; what is not named stays. Stable between renders. */
  readonly report: (facts: Partial<StageFacts>) => void;
  /** Sets the layers that the view draws on the stage under the masks; taken away when the view closes. Stable between renders. */
  readonly under: (layers: readonly MaskLayer[]) => void;
  /**
   * Hears the stage's gestures (hover, crosshair, click, stroke …) before they are carried out; null ends it. One listener at a time.
   * The listener returns true for a gesture that it keeps for itself (painting a truth, say); prompts and masks then stay as they are.
   * The tool in hand is `app.store.set({ tool })`. Stable between renders.
   */
  readonly onGesture: (listener: ((gesture: StageGesture) => boolean) | null) => void;
}
