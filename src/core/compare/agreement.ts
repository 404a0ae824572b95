/** Who claims each pixel, when several masks answer the same prompts. */
import type { Size } from '../geometry/space.ts';
import { type LogitsPlane, logitsToMask } from '../mask/logits.ts';
import type { Mask } from '../mask/mask.ts';

/** More would not fit the words and colours that tell them apart. */
export const MOST_MASKS = 4;

/**
 * Bit i of `owners[y * width + x]` is set when mask i claims the pixel.
 * `counts[set]` is the number of pixels that exactly this set of masks claims; its length is 2^n, index 0 being "nobody".
 */
export interface Agreement extends Size {
  readonly masks: number;
  readonly owners: Uint8Array<ArrayBuffer>;
  readonly counts: readonly number[];
}

/** The grid on which masks are compared: the picture's shape, longest side at most `most`; never enlarged. */
export function comparisonGrid(picture: Size, most = 1024): Size {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** The mask of a logits plane on a grid of the picture's shape: bilinear, then logit > threshold. */
export function planeOnGrid(plane: LogitsPlane, picture: Size, grid: Size, threshold = 0): Mask {
  const sx = grid.width / picture.width;
  const sy = grid.height / picture.height;
  const { x0, y0, x1, y1 } = plane.box;
  return logitsToMask({ ...plane, box: { x0: x0 * sx, y0: y0 * sy, x1: x1 * sx, y1: y1 * sy } }, grid, threshold);
}

/**
 * @throws RangeError when there are no masks, more than {@link MOST_MASKS}, or sizes differ
 */
export function agreementOf(masks: readonly Mask[]): Agreement {
  const [first] = masks;
  if (!first || masks.length > MOST_MASKS) throw new RangeError(`1 to ${MOST_MASKS} masks, got ${masks.length}`);
  const { width, height } = first;
  const owners = new Uint8Array(width * height);
  masks.forEach((mask, i) => {
    if (mask.width !== width || mask.height !== height) throw new RangeError('masks differ in size');
    const bit = 1 << i;
    for (let p = 0; p < owners.length; p++) if (mask.data[p]) owners[p] = (owners[p] ?? 0) | bit;
  });
  const counts = new Array<number>(1 << masks.length).fill(0);
  for (const set of owners) counts[set] = (counts[set] ?? 0) + 1;
  return { width, height, masks: masks.length, owners, counts };
}

/** Number of masks in a set of owners. */
export function ownersIn(set: number): number {
  let n = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) n++;
  return n;
}

/**
 * What a set of owners is shown as: claimed by all, by exactly one, or by some but not all.
 * Sixteen sets in sixteen colours could not be told apart; these seven at most can, and the pointer tells the rest.
 */
export type AgreementKind =
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly mask: number }
  | { readonly kind: 'some'; readonly count: number };

/** The kinds that n masks can give, in the order of the legend: all, each one alone, then some from many to few. */
export function agreementKinds(masks: number): readonly AgreementKind[] {
  if (masks < 2) return [{ kind: 'all' }];
  const only = Array.from({ length: masks }, (_, mask): AgreementKind => ({ kind: 'only', mask }));
  const some = Array.from({ length: masks - 2 }, (_, i): AgreementKind => ({ kind: 'some', count: masks - 1 - i }));
  return [{ kind: 'all' }, ...only, ...some];
}

function belongs(set: number, masks: number, kind: AgreementKind): boolean {
  const n = ownersIn(set);
  if (kind.kind === 'all') return n === masks;
  if (n === masks) return false;
  return kind.kind === 'only' ? set === 1 << kind.mask : n === kind.count && n > 1;
}

/** The pixels of one kind, as a mask on the agreement's grid. */
export function pixelsOfKind(agreement: Agreement, kind: AgreementKind): Mask {
  const lookup = Uint8Array.from(agreement.counts, (_, set) => (belongs(set, agreement.masks, kind) ? 1 : 0));
  const data = new Uint8Array(agreement.owners.length);
  for (let p = 0; p < data.length; p++) data[p] = lookup[agreement.owners[p] ?? 0] ?? 0;
  return { width: agreement.width, height: agreement.height, data };
}

/** Share of all pixels claimed by anybody that fall to this kind, 0..1; 0 when nobody claims anything. */
export function shareOfKind(agreement: Agreement, kind: AgreementKind): number {
  const claimed = agreement.owners.length - (agreement.counts[0] ?? 0);
  if (claimed === 0) return 0;
  const own = agreement.counts.reduce(
    (sum, count, set) => (set > 0 && belongs(set, agreement.masks, kind) ? sum + count : sum),
    0,
  );
  return own / claimed;
}

/** The pixels that more than half of the masks claim. */
export function majorityMask(agreement: Agreement): Mask {
  const data = new Uint8Array(agreement.owners.length);
  for (let p = 0; p < data.length; p++) data[p] = ownersIn(agreement.owners[p] ?? 0) * 2 > agreement.masks ? 1 : 0;
  return { width: agreement.width, height: agreement.height, data };
}
