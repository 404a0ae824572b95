/** The state of a run over a dataset, as it is saved to go on later. */
import * as v from 'valibot';
import { ProtocolId, RunRecord } from './benchmark.ts';

const Whole = v.pipe(v.number(), v.integer(), v.minValue(0));

export const DatasetRunOptions = v.object({
  protocol: ProtocolId,
  /** Clicks an object. */
  clicks: Whole,
  seed: Whole,
  mostPerPicture: Whole,
  /** Pictures at most, drawn by the seed; all when there are fewer. */
  pictures: Whole,
  /** What the protocol `detections` takes its boxes from, for the record. */
  detectionsName: v.optional(v.string()),
  /** The part of the dataset that is run; empty or `all` for everything. */
  split: v.optional(v.string(), ''),
});
export type DatasetRunOptions = v.InferOutput<typeof DatasetRunOptions>;

/** Everything that is needed to go on later, as JSON. */
export const RunState = v.object({
  schema: v.literal(1),
  kind: v.literal('lab-run'),
  options: DatasetRunOptions,
  /** Pictures that are through, whether they could be used or not. */
  done: v.array(v.string()),
  record: RunRecord,
  /** The worker's accumulators. */
  metrics: v.unknown(),
});
export type RunState = v.InferOutput<typeof RunState>;

/** The state in a file or in storage; null when it is none. */
export function parseRunState(json: unknown): RunState | null {
  const parsed = v.safeParse(RunState, json);
  return parsed.success ? parsed.output : null;
}
