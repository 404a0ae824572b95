/** What a model's graphs are made of, block by block: `architecture.json` beside a manifest, written by the export of the training. */
import * as v from 'valibot';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const ArchitectureBlock = v.object({
  /** Module path; nodes of the graph carry it in their names. */
  name: v.string(),
  kind: v.string(),
  words: v.string(),
  layers: Count,
  input: v.array(Count),
  output: v.array(Count),
  parameters: Count,
  /** Multiply-adds of one run. */
  macs: Count,
});
export type ArchitectureBlock = v.InferOutput<typeof ArchitectureBlock>;

export const Architecture = v.object({
  /** Side of the square picture that shapes and multiply-adds are stated for. */
  side: Count,
  parameters: v.object({ encoder: Count, decoder: Count }),
  macs: v.object({ encoder: Count, decoder: Count }),
  encoder: v.array(ArchitectureBlock),
  decoder: v.array(ArchitectureBlock),
});
export type Architecture = v.InferOutput<typeof Architecture>;

/** @throws Error that names the first fault */
export function parseArchitecture(json: unknown): Architecture {
  return v.parse(Architecture, json);
}
