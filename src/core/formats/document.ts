/** The neutral form of an annotated picture, between the app's objects and every file format. */
import type { JsonObject } from '../coco/json-fields.ts';
import type { ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import type { PackedMask } from '../mask/packed.ts';
import type { SoftMask } from '../mask/soft-edge.ts';
import { fileNameOf, withoutExtension } from './text.ts';

/** The annotated picture; `name` is its file name as the person knows it, without a folder. */
export interface Picture extends Size {
  readonly name: string;
  /** Name of the files written for it, without an extension, where its own name would collide with another picture's. */
  readonly base?: string;
}

/** Fields of a file that nothing here uses: the same format writes them back as they came. JSON values throughout. */
export interface ObjectOrigin {
  /** Which reader put them here: `coco` or `labelme`. */
  readonly format: string;
  /** Of the object's own entry. */
  readonly fields: JsonObject;
  /** COCO: of its category. */
  readonly category?: JsonObject;
  /** COCO: of its picture. */
  readonly image?: JsonObject;
}

/** One kept object. Names and labels are free text: anything a person can type or paste. */
export interface AnnotatedObject {
  /** Unique within the document. */
  readonly id: string;
  readonly name: string;
  /** Class label; empty when the person gave none. */
  readonly label: string;
  /** Mask at picture size. */
  readonly mask: PackedMask;
  /** `#rrggbb`. */
  readonly color: string;
  /** Predicted quality 0..1, or null when drawn by hand. */
  readonly score: number | null;
  /** Soft edges, where they were refined. */
  readonly soft?: SoftMask;
  /** What the file that the object came from says beside all this. */
  readonly origin?: ObjectOrigin;
}

/** Objects from the bottom of the stack to the top: a later one lies over an earlier one. */
export interface AnnotationDocument {
  readonly picture: Picture;
  readonly objects: readonly AnnotatedObject[];
}

/** Label written where a format insists on one and the person gave none. */
export const UNLABELLED = 'object';

/** Box as most formats want it. */
export function boxAsList(box: ImageBox): readonly [x: number, y: number, width: number, height: number] {
  return [box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0];
}

/** File name of the picture without its extension, legal on every system. */
export function fileBase(document: AnnotationDocument | undefined): string {
  return document?.picture.base ?? fileNameOf(withoutExtension(document?.picture.name ?? ''), 'picture');
}
