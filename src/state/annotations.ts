/** Between the objects of the app (topmost first, working size) and the document of the file formats (bottom first, full size). */
import { INSTANCE_COLORS, instanceColor } from '../core/color/palette.ts';
import type { AnnotatedObject, AnnotationDocument } from '../core/formats/document.ts';
import { intersectBoxes } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import { sampleAlpha, scalePacked } from '../core/mask/scale.ts';
import type { SoftMask } from '../core/mask/soft-edge.ts';
import type { OpenedPicture } from './deps.ts';
import {
  chosenCandidate,
  type Doc,
  type FileSource,
  freeColor,
  newObject,
  type ObjectId,
  ownMask,
  type SegObject,
} from './document.ts';
import { softEdge } from './object-alpha.ts';
import { objectMask } from './object-mask.ts';

function scaleSoft(soft: SoftMask, to: Size): SoftMask {
  if (soft.width === to.width && soft.height === to.height) return soft;
  const sx = to.width / soft.width;
  const sy = to.height / soft.height;
  const box = intersectBoxes(
    {
      x0: Math.floor(soft.box.x0 * sx),
      y0: Math.floor(soft.box.y0 * sy),
      x1: Math.ceil(soft.box.x1 * sx),
      y1: Math.ceil(soft.box.y1 * sy),
    },
    { x0: 0, y0: 0, x1: to.width, y1: to.height },
  );
  return { box, width: to.width, height: to.height, alpha: sampleAlpha(soft, to, box) };
}

/** What the object's file said of its mask; null once the mask is another one, or for another size of the picture. */
function untouched(object: SegObject): FileSource | null {
  const { source, hand } = object;
  return source && !hand && ownMask(object) === source.of ? source : null;
}

function scoreOf(object: SegObject): number | null {
  // The model's score is of its own mask, not of what was made of it by hand.
  if (object.hand) return null;
  const score = ownMask(object) ? untouched(object)?.score : chosenCandidate(object)?.score;
  return typeof score === 'number' && Number.isFinite(score) ? Math.min(1, Math.max(0, score)) : null;
}

function annotated(object: SegObject, picture: OpenedPicture): readonly Omit<AnnotatedObject, 'id'>[] {
  const mask = objectMask(object, picture.size);
  if (!mask) return [];
  const soft = softEdge(object, picture.size);
  const exact = untouched(object)?.exact;
  const { width, height } = picture.fullSize;
  const fields = object.source?.fields;
  return [
    {
      name: object.name,
      label: object.label,
      mask: exact?.width === width && exact.height === height ? exact : scalePacked(mask, picture.fullSize),
      color: instanceColor(object.color),
      score: scoreOf(object),
      ...(soft ? { soft: scaleSoft(soft, picture.fullSize) } : {}),
      ...(fields ? { origin: fields } : {}),
    },
  ];
}

/**
 * The objects as the document that every format writes; masks at the picture's full size. Objects without a mask are left out.
 * Ids count from the bottom, so that a file that was read is written again as it was.
 */
export function annotationDocument(picture: OpenedPicture, objects: readonly SegObject[]): AnnotationDocument {
  const { width, height } = picture.fullSize;
  return {
    picture: { name: picture.name, width, height },
    objects: objects
      .toReversed()
      .flatMap((object) => annotated(object, picture))
      .map((object, i) => ({ id: `object-${i + 1}`, ...object })),
  };
}

/** The document with the objects of a file on top of its own, in the file's order; the topmost new one is active. */
export function withAnnotations(
  doc: Doc,
  objects: readonly AnnotatedObject[],
  size: Size,
  nextId: () => ObjectId,
): Doc {
  let grown = doc;
  for (const source of objects) {
    const known = INSTANCE_COLORS.indexOf(source.color.toLowerCase());
    const mask = scalePacked(source.mask, size);
    const object: SegObject = {
      ...newObject(grown, nextId()),
      name: source.name,
      label: source.label,
      color: known >= 0 ? known : freeColor(grown),
      mask,
      source: { fields: source.origin ?? null, score: source.score, exact: source.mask, of: mask },
    };
    grown = { ...grown, objects: [object, ...grown.objects], activeId: object.id };
  }
  return grown;
}
