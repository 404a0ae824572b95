/** The tracker of the app and what it is measured against, over one sequence: each with the masks of every object. */
import { boxOfSize } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { type LogitsPlane, sampleLogits } from '../core/mask/logits.ts';
import { maskIou, maskOfLabel } from '../core/mask/mask.ts';
import { DavisJf, type DavisSample } from '../core/metrics/davis.ts';
import { BASELINES, type Baseline, baselineStep } from '../core/tasks/baselines.ts';
import { DOUBTFUL } from '../core/tasks/doubt.ts';
import { propagate, startTrack, type Track, type TrackedFrame } from '../core/tasks/propagate.ts';

/** `tracker`: the one of the app; `unmatched`: the same without its matching, neither of motion nor over the frame. */
export type TrackerName = 'tracker' | 'unmatched' | Baseline;
export const TRACKERS: readonly TrackerName[] = ['tracker', 'unmatched', ...BASELINES];

interface Step {
  readonly plane: LogitsPlane | null;
  /** 0..1; baselines have none. */
  readonly doubt: number;
}

/** Follows one object. @throws what the frame throws */
export type Follow = (frame: TrackedFrame) => Promise<Step>;

/** @returns null where the mask covers nothing */
export async function follower(name: TrackerName, plane: LogitsPlane, frame: TrackedFrame): Promise<Follow | null> {
  if (name !== 'tracker' && name !== 'unmatched') return baseline(name, plane);
  const first = startTrack(plane, await frame.field(), await frame.pixels());
  if (!first) return null;
  let track: Track = first;
  return async (next) => {
    const step = await propagate(track, next, { matches: name === 'tracker' });
    track = step.track;
    return step;
  };
}

function baseline(name: Baseline, plane: LogitsPlane): Follow {
  let last = plane;
  return async ({ predict }) => {
    last = await baselineStep(name, last, predict);
    return { plane: last, doubt: 0 };
  };
}

/** Labels of a frame: of the planes above 0 the greatest logit wins. */
export function labelsOf(planes: readonly (LogitsPlane | null)[], size: Size): LabelMap {
  const data = new Uint16Array(size.width * size.height);
  const greatest = new Float32Array(data.length);
  for (const [i, plane] of planes.entries()) {
    if (!plane) continue;
    const logits = sampleLogits(plane, boxOfSize(size));
    for (let at = 0; at < logits.length; at++) {
      const value = logits[at] ?? 0;
      if (value <= (greatest[at] ?? 0)) continue;
      greatest[at] = value;
      data[at] = i + 1;
    }
  }
  return { ...size, data };
}

/** Frames within which what comes back has to be found. */
const SOON = 5;

/** What one tracker did: J and F, how well doubt finds the frames with J below .5, how soon what comes back is found. */
export class TrackerScore {
  readonly jf: DavisJf = new DavisJf();
  bad = 0;
  flagged = 0;
  good = 0;
  alarms = 0;
  /** Times that an object came back after frames without it, and how often it was found (J of .5) within five frames. */
  returns = 0;
  found = 0;
  /** By sequence and object: whether it is away, and frames since it came back until it is found. */
  readonly #away = new Map<string, number | 'away' | 'here'>();

  /** @param doubts of each object */
  add(sample: DavisSample, doubts: readonly number[]): void {
    this.jf.add(sample);
    for (const [n, doubt] of doubts.entries()) {
      const [truth, prediction] = [maskOfLabel(sample.truth, n + 1), maskOfLabel(sample.prediction, n + 1)];
      const isThere = truth.data.includes(1);
      const j = maskIou(prediction, truth);
      this.#addReturn(`${sample.sequence} ${n}`, isThere, j);
      // Nothing is there and nothing was said: neither a bad frame nor an alarm.
      if (!isThere && !prediction.data.includes(1)) continue;
      const isFlagged = doubt >= DOUBTFUL;
      if (j < 0.5) {
        this.bad++;
        if (isFlagged) this.flagged++;
      } else {
        this.good++;
        if (isFlagged) this.alarms++;
      }
    }
  }

  #addReturn(object: string, isThere: boolean, j: number): void {
    const before = this.#away.get(object) ?? 'here';
    if (!isThere) this.#away.set(object, 'away');
    else if (before !== 'here') {
      const frames = before === 'away' ? 1 : before + 1;
      if (before === 'away') this.returns++;
      if (j >= 0.5) this.found++;
      this.#away.set(object, j >= 0.5 || frames === SOON ? 'here' : frames);
    }
  }
}
