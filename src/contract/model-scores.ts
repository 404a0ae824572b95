/** `models/<id>/scores.json`: what was measured of a model by the project's own program, written by `npm run evaluate … --record`. */
import * as v from 'valibot';

export const ModelScoreRow = v.object({
  /** Id of the benchmark card and of its measure. */
  card: v.string(),
  metric: v.string(),
  method: v.string(),
  /** In the card's unit. */
  value: v.number(),
  also: v.array(v.object({ label: v.string(), value: v.number() })),
  split: v.string(),
  protocol: v.string(),
  /** SHA-256 of the weights of the encoder, or of the only file. */
  weights: v.string(),
  device: v.string(),
  date: v.string(),
  /** The command that makes the figure again. */
  command: v.string(),
});
export type ModelScoreRow = v.InferOutput<typeof ModelScoreRow>;

export const ModelScores = v.object({ schema: v.literal(1), scores: v.array(ModelScoreRow) });
export type ModelScores = v.InferOutput<typeof ModelScores>;

/** @throws ValiError naming the field that is wrong */
export function parseModelScores(json: unknown): readonly ModelScoreRow[] {
  return v.parse(ModelScores, json).scores;
}
