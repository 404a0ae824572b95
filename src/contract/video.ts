/** Films as frames: the bundled one, a file's, the camera's. Frames stay in the tab. */
import * as v from 'valibot';
import type { Size } from '../core/geometry/space.ts';
import type { Mask } from '../core/mask/mask.ts';
import type { FramePixels } from '../core/tasks/colour.ts';
import type { NamedBlob } from './export.ts';

const Whole = v.pipe(v.number(), v.integer(), v.minValue(1));

const ClipEntry = v.object({
  id: v.string(),
  title: v.string(),
  alt: v.string(),
  width: Whole,
  height: Whole,
  framesPerSecond: v.number(),
  frames: v.pipe(v.array(v.string()), v.minLength(2)),
  truth: v.string(),
  credit: v.string(),
  licence: v.string(),
  source: v.string(),
});

/** `public/clips/index.json`. */
export const ClipIndex = v.object({ schema: v.literal(1), clips: v.pipe(v.array(ClipEntry), v.minLength(1)) });

/** True masks of a bundled film: for each thing one run-length string a frame, null where it does not show. */
export const ClipTruth = v.object({
  schema: v.literal(1),
  width: Whole,
  height: Whole,
  things: v.array(v.object({ name: v.string(), rles: v.array(v.nullable(v.string())) })),
});

/** True masks of one thing, one a frame; null where nobody says. A thing that does not show has an empty mask. */
export interface ClipTruthTrack {
  readonly name: string;
  readonly masks: readonly (Mask | null)[];
}

/** A film in memory. The bitmaps belong to whoever asked for it. */
export interface Clip {
  readonly name: string;
  readonly size: Size;
  readonly frames: readonly ImageBitmap[];
  /** Colours of a frame, scaled to at most 160 pixels. */
  readonly pixels: (frame: number) => Promise<FramePixels>;
  /** Frames a second at which these frames follow each other, measured where the source does not say. */
  readonly framesPerSecond: number;
  /** Things worth saying: scaled, cut short. */
  readonly notes: readonly string[];
  readonly truths: readonly ClipTruthTrack[];
  /** Spoken description, where there is one. */
  readonly alt?: string;
}

/** A running camera. */
export interface CameraSession {
  /** A MediaStream; this room does not know the page's types. */
  readonly stream: object;
  /** Takes frames for some seconds. @throws SegError `aborted` */
  record(seconds: number, signal: AbortSignal, report: (done: number, total: number) => void): Promise<Clip>;
  /** Turns the camera off. */
  stop(): void;
}

export interface VideoService {
  /** The bundled film with its truth. @throws SegError `download`, `aborted` */
  demo(signal: AbortSignal): Promise<Clip>;
  /** @throws SegError `bad-file`, `unsupported-image`, `aborted` */
  decode(file: Blob, name: string, signal: AbortSignal, report: (done: number, total: number) => void): Promise<Clip>;
  /** Asks the browser, which asks the person. @throws SegError `bad-file` when refused or without a camera */
  camera(): Promise<CameraSession>;
  /**
   * True masks from PNG files in the order of their names, one a frame; every pixel that is not 0 is the thing.
   * @throws SegError `bad-file` naming the file: wrong size, wrong number, not a PNG
   */
  readTruth(files: readonly NamedBlob[], size: Size, frames: number): Promise<ClipTruthTrack>;
}
