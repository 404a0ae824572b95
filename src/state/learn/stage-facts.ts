/** Reads from a document what tasks are checked against. */
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { unpackMask } from '../../core/mask/packed.ts';
import { thresholdEffect } from '../../core/teach/histogram.ts';
import { activeObject, chosenCandidate } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import type { AppState } from '../state.ts';
import { NO_FACTS, type StageFacts } from './facts.ts';

type DocumentFacts = Pick<
  StageFacts,
  'mask' | 'prompts' | 'candidates' | 'chosen' | 'best' | 'areaRatio' | 'stability'
>;

/** Masks are looked at again with every change of the document; the planes they come from stay. */
const masks = new WeakMap<LogitsPlane, Mask>();

function maskOf(plane: LogitsPlane, size: { readonly width: number; readonly height: number }): Mask {
  const known = masks.get(plane);
  if (known && known.width === size.width && known.height === size.height) return known;
  const made = logitsToMask(plane, size);
  masks.set(plane, made);
  return made;
}

/** The active object's mask, candidates and figures; nothing while its answer is still being computed. */
export function documentFacts({ doc, picture }: Pick<AppState, 'doc' | 'picture'>): DocumentFacts {
  const object = activeObject(doc) ?? doc.objects[0] ?? null;
  if (!object || !picture || object.answer?.provisional) return NO_FACTS;
  const packed = objectMask(object, picture.size);
  const plane = object.mask ? undefined : chosenCandidate(object)?.logits;
  const effect = plane ? thresholdEffect(plane, object.threshold) : null;
  const atZero = plane ? thresholdEffect(plane, 0).area : 0;
  return {
    mask: packed ? unpackMask(packed) : null,
    prompts: object.prompts.length,
    candidates:
      object.answer && !object.mask ? object.answer.candidates.map((c) => maskOf(c.logits, picture.size)) : [],
    chosen: object.answer?.chosen ?? 0,
    best: object.answer?.best ?? 0,
    areaRatio: effect && atZero > 0 ? effect.area / atZero : null,
    stability: effect?.stability ?? null,
  };
}
