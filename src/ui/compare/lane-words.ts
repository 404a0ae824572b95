/** A lane in words. */

import { quantile } from '../../core/compare/quantile.ts';
import type { LaneState } from '../../state/compare/lane.ts';
import { formatBytes, formatMs } from '../format.ts';
import { messageOf } from '../messages.ts';

export function laneName(lane: LaneState): string {
  const { spec, manifest, loaded } = lane;
  const size = spec.size ?? manifest?.transform.size;
  const parts = [
    manifest?.name ?? spec.model,
    size ? `${size} px` : null,
    spec.precision ?? null,
    spec.backend ? backendName(spec.backend) : null,
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
      return lane.answer ? 'Answered' : 'Ready: click on a thing';
  }
}

/** Median and 95th percentile, with how many runs they stand for. */
export function timesOf(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const p50 = formatMs(quantile(values, 0.5));
  return values.length === 1 ? p50 : `${p50} / ${formatMs(quantile(values, 0.95))}`;
}
