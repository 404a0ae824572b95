/** A comparison as JSON: models with their hashes, prompts, answers as COCO run lengths, agreement, times. */

import { encodeRle } from '../../core/coco/rle.ts';
import { rleToString } from '../../core/coco/rle-string.ts';
import { agreementOf, comparisonGrid, planeOnGrid } from '../../core/compare/agreement.ts';
import { overlapMatrix } from '../../core/compare/overlap-matrix.ts';
import { quantile } from '../../core/compare/quantile.ts';
import type { CompareState } from '../../state/compare/compare-store.ts';
import { type LaneState, shownPlane } from '../../state/compare/lane-state.ts';

const timesOf = (ms: readonly number[]): { runs: number; p50: number; p95: number } | null =>
  ms.length > 0 ? { runs: ms.length, p50: quantile(ms, 0.5), p95: quantile(ms, 0.95) } : null;

function laneReport(lane: LaneState, state: CompareState): object {
  const plane = shownPlane(lane);
  const size = state.picture?.size;
  const rle = plane && size ? encodeRle(planeOnGrid(plane, size, size)) : null;
  return {
    model: lane.spec.model,
    name: lane.manifest?.name ?? null,
    files: Object.entries(lane.manifest?.files ?? {}).map(([role, f]) => ({
      role,
      bytes: f.bytes,
      sha256: f.sha256 ?? null,
    })),
    size: lane.spec.size ?? lane.manifest?.transform.size ?? null,
    precision: lane.loaded?.precision ?? null,
    backend: lane.loaded?.backend ?? null,
    threads: lane.loaded?.threads ?? null,
    promptFilter: lane.spec.promptFilter ?? 'all',
    encodeMs: timesOf(lane.encodeMs),
    decodeMs: timesOf(lane.decodeMs),
    resources: lane.resources,
    restarts: lane.restarts,
    candidates: (lane.answer?.candidates ?? []).map((c) => ({
      score: Number.isNaN(c.score) ? null : c.score,
      stability: c.stability,
    })),
    chosen: lane.chosen,
    mask: rle ? { size: [rle.height, rle.width], counts: rleToString(rle) } : null,
  };
}

/** The picture itself is not in it, only its size. */
export function comparisonReport(state: CompareState): object {
  const { picture, lanes, prompts, robot, tallies } = state;
  const planes = lanes.map((l) => shownPlane(l)).filter((p) => p !== null);
  const overlap =
    picture && planes.length >= 2
      ? overlapMatrix(agreementOf(planes.map((p) => planeOnGrid(p, picture.size, comparisonGrid(picture.size)))))
      : null;
  return {
    format: 'segment-playground-comparison',
    version: 1,
    made: new Date().toISOString(),
    picture: picture ? { width: picture.size.width, height: picture.size.height } : null,
    prompts,
    lanes: lanes.map((lane) => laneReport(lane, state)),
    overlap: overlap ? { grid: picture ? comparisonGrid(picture.size) : null, ...overlap } : null,
    robot,
    votes: tallies,
  };
}
