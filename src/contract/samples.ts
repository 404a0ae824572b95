/** The bundled sample pictures: `samples/index.json`, and one truth file each. */
import * as v from 'valibot';

const Side = v.pipe(v.number(), v.integer(), v.minValue(1));

export const SampleEntry = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  title: v.string(),
  /** What is to be seen, for those who do not see it. */
  alt: v.string(),
  /** Addresses relative to the index. */
  file: v.string(),
  thumbnail: v.string(),
  truth: v.string(),
  width: Side,
  height: Side,
  credit: v.string(),
  licence: v.string(),
  source: v.string(),
  /** Name of a group of like things in the truth, for counting. */
  counts: v.optional(v.string()),
});
export type SampleEntry = v.InferOutput<typeof SampleEntry>;

export const SampleIndex = v.object({ schema: v.literal(1), samples: v.array(SampleEntry) });
export type SampleIndex = v.InferOutput<typeof SampleIndex>;

const TruthMask = v.object({
  name: v.string(),
  /** Like things share a group: all coins, all petals. */
  group: v.optional(v.string()),
  /** Name of the whole that this is a part of. */
  partOf: v.optional(v.string()),
  /** COCO run lengths, column-major, compressed string form, over the whole picture. */
  rle: v.string(),
  /** A click that means this thing, picture pixels. */
  point: v.tuple([v.number(), v.number()]),
});

export const SampleTruth = v.object({ schema: v.literal(1), width: Side, height: Side, masks: v.array(TruthMask) });
export type SampleTruth = v.InferOutput<typeof SampleTruth>;

/** @throws Error that names the first fault */
export function parseSampleIndex(json: unknown): readonly SampleEntry[] {
  return v.parse(SampleIndex, json).samples;
}

/** @throws Error that names the first fault */
export function parseSampleTruth(json: unknown): SampleTruth {
  return v.parse(SampleTruth, json);
}
