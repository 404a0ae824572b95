/** A lane in words. */

import type { LaneState } from '../../state/compare/lane-state.ts';
import type { PromptFilter } from '../../state/compare/prompt-filter.ts';
import { formatBytes } from '../format.ts';
import { messageOf } from '../messages.ts';

/** The part of the prompts that a lane answers, in words. */
export const PROMPT_FILTER_LABELS: Readonly<Record<PromptFilter, string>> = {
  first: 'first prompt only',
  includes: 'without excludes',
  points: 'clicks only',
  boxes: 'boxes only',
};

export function laneName(lane: LaneState): string {
  const { spec, manifest, loaded } = lane;
  const size = spec.size ?? manifest?.transform.size;
  const parts = [
    manifest?.name ?? spec.model,
    size ? `${size} px` : null,
    spec.precision ?? null,
    spec.backend ? backendName(spec.backend) : null,
    spec.promptFilter ? PROMPT_FILTER_LABELS[spec.promptFilter] : null,
  ];
  const name = parts.filter((p) => p !== null).join(' · ');
  return loaded && !spec.backend ? `${name} · ${backendName(loaded.backend)}` : name;
}

export function backendName(backend: string): string {
  return backend === 'webgpu' ? 'WebGPU' : 'WASM';
}

/** What it is doing now, or what went wrong. */
export function laneStatus(lane: LaneState): string {
  switch (lane.phase) {
    case 'loading':
      return lane.progress?.stage === 'download' && lane.progress.total
        ? `Loading ${formatBytes(lane.progress.done)} of ${formatBytes(lane.progress.total)}`
        : 'Starting the model';
    case 'idle':
      return 'Waiting for a picture';
    case 'encoding':
      return 'Looking at the picture';
    case 'decoding':
      return 'Answering';
    case 'restarting':
      return 'Its worker stopped; the others go on and this one is starting again';
    case 'failed':
      return lane.failure ? messageOf({ doing: 'load-model', ...lane.failure }).text : 'Failed';
    case 'ready':
      if (lane.answer) return 'Answered';
      return lane.spec.promptFilter === 'boxes' ? 'Ready: draw a box' : 'Ready: click on a thing';
  }
}
