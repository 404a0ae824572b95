/** Boxes with names, as a detector that reads words writes them: COCO's two JSON forms, checked once when read. */
import * as v from 'valibot';
import type { ImageBox } from '../core/geometry/box.ts';
import { SegError } from './errors.ts';

export interface NamedBox {
  readonly name: string;
  readonly box: ImageBox;
  /** The detector's own, 0..1 as a rule; null when it gave none. */
  readonly score: number | null;
}

const Bbox = v.tuple([v.number(), v.number(), v.number(), v.number()]);
const Category = v.object({ id: v.number(), name: v.string() });

/** A dataset: boxes belong to images and categories. */
const Dataset = v.object({
  images: v.optional(v.array(v.object({ id: v.number(), file_name: v.string() })), []),
  categories: v.optional(v.array(Category), []),
  annotations: v.array(
    v.object({
      image_id: v.optional(v.number()),
      category_id: v.optional(v.number()),
      bbox: Bbox,
      score: v.optional(v.number()),
    }),
  ),
});

/** A bare list, the name spelt in one of the usual ways. */
const List = v.array(
  v.object({
    bbox: Bbox,
    label: v.optional(v.string()),
    name: v.optional(v.string()),
    category: v.optional(v.string()),
    score: v.optional(v.number()),
  }),
);

const BoxFile = v.union([Dataset, List]);

function boxOf([x, y, width, height]: v.InferOutput<typeof Bbox>): ImageBox {
  return { x0: x, y0: y, x1: x + width, y1: y + height };
}

/**
 * Boxes from a file's text; of a dataset those of the image with the picture's name, or of its only image.
 *
 * @param picture file name of the open picture
 * @throws SegError `bad-file` in words
 */
export function readBoxFile(text: string, picture: string): readonly NamedBox[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SegError('bad-file', 'The file is not JSON.', { cause });
  }
  const parsed = v.safeParse(BoxFile, json);
  if (!parsed.success) {
    throw new SegError(
      'bad-file',
      'The file has no boxes that can be read: a COCO dataset, or a list of { "bbox": [x, y, width, height], "label": "…" }, is expected.',
    );
  }
  const file = parsed.output;
  if (Array.isArray(file)) {
    return file.map((b) => ({
      name: b.label ?? b.name ?? b.category ?? '',
      box: boxOf(b.bbox),
      score: b.score ?? null,
    }));
  }
  const [only, ...more] = file.images;
  const image =
    file.images.find((i) => i.file_name.split('/').at(-1) === picture) ?? (more.length === 0 ? only : undefined);
  if (!image && file.images.length > 0) {
    throw new SegError('bad-file', `None of the file’s ${file.images.length} images is called “${picture}”.`);
  }
  const names = new Map(file.categories.map((c) => [c.id, c.name]));
  return file.annotations
    .filter((a) => !image || a.image_id === undefined || a.image_id === image.id)
    .map((a) => ({ name: names.get(a.category_id ?? -1) ?? '', box: boxOf(a.bbox), score: a.score ?? null }));
}
