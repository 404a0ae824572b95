import { expect, test } from 'vitest';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { TrackerScore } from './davis-trackers.ts';

/** A frame of ten pixels whose object covers the first `covered`. */
const frame = (covered: number): LabelMap => ({
  width: 10,
  height: 1,
  data: Uint16Array.from({ length: 10 }, (_, i) => (i < covered ? 1 : 0)),
});

function scored(frames: readonly (readonly [truth: number, prediction: number, doubt: number])[]): TrackerScore {
  const score = new TrackerScore();
  for (const [i, [truth, prediction, doubt]] of frames.entries()) {
    const sample = { sequence: 's', frame: String(i), objects: 1, truth: frame(truth), prediction: frame(prediction) };
    score.add(sample, [doubt]);
  }
  return score;
}

test('frames with J below .5 and alarms are counted; a hidden object that was not found is neither', () => {
  const { bad, flagged, good, alarms } = scored([
    [4, 4, 0],
    [4, 4, 0.9],
    [4, 1, 0.9],
    [4, 1, 0.1],
    [0, 0, 1],
    [0, 3, 0.2],
  ]);
  expect({ bad, flagged, good, alarms }).toEqual({ bad: 3, flagged: 1, good: 2, alarms: 1 });
});

test('a return counts as found when the object is found within five frames', () => {
  const hidden = [0, 0, 1] as const;
  const missed = [4, 0, 1] as const;
  const seen = [4, 4, 0] as const;
  const late = scored([seen, hidden, ...Array.from({ length: 5 }, () => missed), seen]);
  expect([late.returns, late.found]).toEqual([1, 0]);
  const soon = scored([seen, hidden, missed, missed, missed, missed, seen, hidden, seen]);
  expect([soon.returns, soon.found]).toEqual([2, 2]);
});
