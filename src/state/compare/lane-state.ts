/** What a compared model shows of itself. */
import type { SegErrorCode } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { LoadedModel, Progress, ResourceCount, Segmentation } from '../../contract/segmenter.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { LaneSpec } from './permalink.ts';

export interface LaneState {
  readonly id: string;
  readonly spec: LaneSpec;
  readonly manifest: ModelManifest | null;
  readonly phase: 'loading' | 'idle' | 'encoding' | 'ready' | 'decoding' | 'restarting' | 'failed';
  readonly progress: Progress | null;
  readonly loaded: LoadedModel | null;
  /** Times of this picture, milliseconds, newest last. */
  readonly encodeMs: readonly number[];
  readonly decodeMs: readonly number[];
  readonly answer: Segmentation | null;
  /** Candidate shown. */
  readonly chosen: number;
  readonly resources: ResourceCount | null;
  readonly failure: { readonly code: SegErrorCode; readonly detail: string } | null;
  /** How often the engine was lost and brought back. */
  readonly restarts: number;
}

/** A compared model whose engine is not open yet. */
export function laneAtStart(id: string, spec: LaneSpec): LaneState {
  return {
    id,
    spec,
    manifest: null,
    phase: 'loading',
    progress: null,
    loaded: null,
    encodeMs: [],
    decodeMs: [],
    answer: null,
    chosen: 0,
    resources: null,
    failure: null,
    restarts: 0,
  };
}

/** The candidate of a lane that is shown, if it has answered. */
export function shownPlane(lane: LaneState): LogitsPlane | null {
  return lane.answer?.candidates[lane.chosen]?.logits ?? null;
}
