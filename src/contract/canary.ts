/** Known-answer tests: tiny pictures made by formula, with the numbers that a right backend gives. */
import * as v from 'valibot';
import { SegError } from './errors.ts';

/** One logit of the expected plane. */
const Sample = v.tuple([v.number(), v.number(), v.number()]);

export const CanaryCase = v.object({
  /** Formula of the picture; see `runtime/canary-pictures.ts`. */
  picture: v.picklist(['disk', 'stripes']),
  /** Side of the square picture, pixels. */
  side: v.pipe(v.number(), v.integer(), v.minValue(32), v.maxValue(256)),
  /** The include point, picture pixels. */
  point: v.tuple([v.number(), v.number()]),
  expected: v.object({
    /** Size of the mask plane. */
    width: v.number(),
    height: v.number(),
    /** [x, y, logit] of the first mask in the family's order of one ambiguous click. */
    logits: v.array(Sample),
    scores: v.array(v.number()),
    /** Mean and standard deviation of the first encoder output. */
    embedding: v.object({ mean: v.number(), std: v.number() }),
  }),
});
export type CanaryCase = v.InferOutput<typeof CanaryCase>;

export const Canary = v.object({
  schema: v.literal(1),
  model: v.string(),
  /** SHA-256 of the weight files that gave the numbers, by role. */
  weights: v.record(v.string(), v.string()),
  /** Largest accepted absolute differences. */
  tolerance: v.object({ logit: v.number(), score: v.number(), embedding: v.number() }),
  cases: v.pipe(v.array(CanaryCase), v.minLength(2)),
});
export type Canary = v.InferOutput<typeof Canary>;

/** @throws SegError `bad-model` when the file does not hold a canary */
export function parseCanary(json: unknown): Canary {
  const result = v.safeParse(Canary, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new SegError('bad-model', `the self-test file: ${v.getDotPath(issue) ?? 'as a whole'}: ${issue.message}`);
}
