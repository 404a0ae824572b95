/** What other programs' formats have no field for, kept under our own key so that nothing is lost on the way back. */
import { isJsonObject } from '../coco/json-fields.ts';
import { decodeRle, encodeRle } from '../coco/rle.ts';
import { rleFromString, rleToString } from '../coco/rle-string.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, packMask, unpackMask } from '../mask/packed.ts';
import type { AnnotatedObject } from './document.ts';

/** The key in COCO annotations and LabelMe shapes. Other readers ignore it. */
export const EXTENSION_KEY = 'segment_playground';

/** Fields of an object beside its mask. */
export interface ObjectExtension {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly color: string;
  readonly score: number | null;
  /** The exact mask behind a simplified outline, valid as long as the outline was not edited elsewhere. */
  readonly exact?: ExactMask;
}

/** COCO run-length string, and a check number over the outline written beside it. */
interface ExactMask {
  readonly counts: string;
  readonly outline: string;
}

/** FNV-1a over the decimal text of the numbers: tells an edited outline from an untouched one, no more. */
function outlineCheck(lines: readonly (readonly number[])[]): string {
  let hash = 0x811c9dc5;
  for (const c of JSON.stringify(lines)) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The extension of an object; the exact mask is added when `written` (the mask that readers will see) differs from it. */
export function extensionOf(
  object: AnnotatedObject,
  lines: readonly (readonly number[])[] | null,
  exact: boolean,
): ObjectExtension {
  const fields = { id: object.id, name: object.name, label: object.label, color: object.color, score: object.score };
  if (exact || lines === null) return fields;
  return {
    ...fields,
    exact: { counts: rleToString(encodeRle(unpackMask(object.mask))), outline: outlineCheck(lines) },
  };
}

/** Reads an extension leniently: every missing or odd field falls back, because another program may have written it. */
export function readExtension(value: unknown, fallback: Omit<ObjectExtension, 'exact'>): ObjectExtension {
  if (!isJsonObject(value)) return fallback;
  const text = (key: string, otherwise: string): string => {
    const field = value[key];
    return typeof field === 'string' ? field : otherwise;
  };
  const color = text('color', fallback.color);
  const score = value.score;
  const fields = {
    id: text('id', fallback.id),
    name: text('name', fallback.name),
    label: text('label', fallback.label),
    color: /^#[0-9a-f]{6}$/i.test(color) ? color : fallback.color,
    score: typeof score === 'number' && score >= 0 && score <= 1 ? score : score === null ? null : fallback.score,
  };
  const exact = value.exact;
  if (!isJsonObject(exact) || typeof exact.counts !== 'string' || typeof exact.outline !== 'string') return fields;
  return { ...fields, exact: { counts: exact.counts, outline: exact.outline } };
}

/** The exact mask, or null when the outline beside it was changed or the runs do not fit the picture. */
export function exactMask(
  extension: ObjectExtension,
  lines: readonly (readonly number[])[],
  size: Size,
): PackedMask | null {
  if (extension.exact === undefined || extension.exact.outline !== outlineCheck(lines)) return null;
  try {
    return packMask(decodeRle(rleFromString(extension.exact.counts, { width: size.width, height: size.height })));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
