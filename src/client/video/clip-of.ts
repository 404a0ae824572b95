/** A video from frames that are read by number. */

import { SegError } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { FramePixels } from '../../core/tasks/colour.ts';
import { FrameReader, type FrameRun } from './frame-reader.ts';

/** Longest side of the copies that colours are compared on, pixels. */
const SIDE = 160;

/** What every source of frames says about itself. */
export interface ClipFacts {
  readonly name: string;
  readonly size: Size;
  /** Seconds at which each frame is shown, from 0, rising. */
  readonly times: readonly number[];
  readonly framesPerSecond: number;
  readonly source: Clip['source'];
  readonly notes?: readonly string[];
  readonly truths?: Clip['truths'];
  readonly alt?: string;
  readonly sound?: NonNullable<Clip['sound']>;
}

/** @param release frees what `run` reads from */
export function clipOf(facts: ClipFacts, run: FrameRun, release: () => void = () => undefined): Clip {
  const reader = new FrameReader(run, facts.size);
  return {
    notes: [],
    truths: [],
    ...facts,
    frame: (index) => reader.frame(index),
    pixels: async (index) => smallPixels(await reader.frame(index)),
    close() {
      reader.close();
      release();
    },
  };
}

/** Frames that all are in memory already; they are closed with the video. */
export function clipOfBitmaps(facts: ClipFacts, frames: readonly ImageBitmap[]): Clip {
  async function* run(from: number): ReturnType<FrameRun> {
    for (const [i, bitmap] of frames.entries())
      if (i >= from) yield { index: i, bitmap: await createImageBitmap(bitmap) };
  }
  return clipOf(facts, run, () => {
    for (const frame of frames) frame.close();
  });
}

/** Evenly spaced times. */
export function evenTimes(frames: number, framesPerSecond: number): readonly number[] {
  return Array.from({ length: frames }, (_, i) => i / framesPerSecond);
}

/** Straight RGBA of a bitmap scaled to at most 160 pixels; closes it. @throws SegError `out-of-memory` without a canvas */
function smallPixels(bitmap: ImageBitmap): FramePixels {
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
