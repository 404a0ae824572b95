/** How far the answers on screen agree. */
import { type Agreement, agreementOf, comparisonGrid, planeOnGrid } from '../../core/compare/agreement.ts';
import { type LaneState, shownPlane } from '../../state/compare/lane-state.ts';
import type { OpenedPicture } from '../../state/deps.ts';

/** The agreement, and the places of the lanes that take part in it. */
export interface AgreementNow {
  readonly agreement: Agreement;
  readonly lanes: readonly number[];
}

/** @returns null until at least two lanes have an answer */
export function agreementNow(lanes: readonly LaneState[], picture: OpenedPicture | null): AgreementNow | null {
  if (!picture) return null;
  const answered = lanes.flatMap((lane, index) => {
    const plane = shownPlane(lane);
    return plane ? [{ index, plane }] : [];
  });
  if (answered.length < 2) return null;
  const grid = comparisonGrid(picture.size);
  const masks = answered.map((a) => planeOnGrid(a.plane, picture.size, grid));
  return { agreement: agreementOf(masks), lanes: answered.map((a) => a.index) };
}
