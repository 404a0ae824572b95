/** Flow: the label map of a scene as the model, or the person, sees it. */
import type { ImagePredictor } from '../../contract/predictor.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { sampleLogits } from '../../core/mask/logits.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { unpackMask } from '../../core/mask/packed.ts';
import { paintPacked } from '../../core/teach/ap-scene.ts';
import { ClaimedMap, kindByOverlap, kindOf, type LabelledMap } from '../../core/teach/label-map.ts';
import type { SegObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import { oneClickEach } from './one-click-each.ts';

/**
 * One click in the middle of every true thing; a pixel goes to the class of the mask with the highest logit there, to the
 * background where none is above 0.
 *
 * @throws SegError `aborted` and whatever decoding throws
 */
export async function labelsByClicks(
  predictor: ImagePredictor,
  size: Size,
  things: ReadonlyMap<string, Mask>,
  kinds: readonly string[],
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): Promise<LabelledMap> {
  const map = new ClaimedMap(size);
  await oneClickEach(predictor, things, signal, (name, candidate, done, total) => {
    map.add({ kind: kinds.indexOf(kindOf(name)), strength: sampleLogits(candidate.logits, boxOfSize(size)) });
    progress(done, total);
  });
  return map.labels;
}

/**
 * The person's own objects: the class is the kind in the object's class or name, else that of the truth it overlaps most.
 * The topmost object wins a pixel.
 *
 * @returns `guessed`: how many objects had no name of a kind
 */
export function labelsOfObjects(
  objects: readonly SegObject[],
  things: ReadonlyMap<string, Mask>,
  kinds: readonly string[],
  size: Size,
): { readonly labels: LabelledMap; readonly guessed: number } {
  const labels = { ...size, data: new Uint8Array(size.width * size.height) };
  let guessed = 0;
  for (const object of objects.toReversed()) {
    const packed = objectMask(object, size);
    if (!packed) continue;
    const named = [object.label, object.name].map((word) => kinds.indexOf(kindOf(word))).find((kind) => kind >= 0);
    if (named === undefined) guessed++;
    const kind = named ?? kindByOverlap(unpackMask(packed), things, kinds);
    if (kind >= 0) paintPacked(labels, packed, kind + 1);
  }
  return { labels, guessed };
}
