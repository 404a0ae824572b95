/** Films as frames: the bundled one, a file's, the camera's. Frames stay in the tab. */
import * as v from 'valibot';
import type { WrittenFile } from '../core/formats/format.ts';
import type { Size } from '../core/geometry/space.ts';
import type { Mask } from '../core/mask/mask.ts';
import type { PackedMask } from '../core/mask/packed.ts';
import type { FramePixels } from '../core/tasks/colour.ts';
import type { ExportFile, NamedBlob } from './export.ts';

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

/** Where a video's frames come from, so that it can be opened again. */
export type ClipSource =
  /** The bundled one. */
  | { readonly kind: 'demo' }
  | {
      readonly kind: 'files';
      readonly files: readonly NamedBlob[];
      /** Of pictures in a row, frames a second; null where the files say it. */
      readonly framesPerSecond: number | null;
    };

/** A video whose frames are decoded when they are asked for. */
export interface Clip {
  readonly name: string;
  /** Size at which every frame is given: the source's own. */
  readonly size: Size;
  /** Seconds at which each frame is shown, from 0, rising; as many as there are frames. */
  readonly times: readonly number[];
  /** A copy of the frame; the caller closes it. @throws SegError `bad-file` naming a damaged frame, `aborted` after `close` */
  frame(index: number): Promise<ImageBitmap>;
  /** Colours of a frame, scaled to at most 160 pixels. @throws as `frame` */
  pixels(index: number): Promise<FramePixels>;
  /** Frames a second on average, or assumed where the source does not say. */
  readonly framesPerSecond: number;
  /** Things worth saying: damaged, uneven. */
  readonly notes: readonly string[];
  readonly truths: readonly ClipTruthTrack[];
  readonly source: ClipSource;
  /** Spoken description, where there is one. */
  readonly alt?: string;
  /** The file that its sound can be taken from, and the time in it at which frame 0 is shown, seconds. */
  readonly sound?: { readonly file: Blob; readonly startsAt: number };
  /** Frees the decoder and every frame held. */
  close(): void;
}

/** A running camera. */
export interface CameraSession {
  /** A MediaStream; this layer does not know the page's types. */
  readonly stream: object;
  /** Takes frames for some seconds. @throws SegError `aborted` */
  record(seconds: number, signal: AbortSignal, report: (done: number, total: number) => void): Promise<Clip>;
  /** Turns the camera off. */
  stop(): void;
}

/** What lies behind the objects of an exported video. */
export type FilmBackground =
  | { readonly kind: 'transparent' }
  | { readonly kind: 'color'; readonly rgb: readonly [number, number, number] }
  /** The frame itself, blurred; `sigma` in the video's pixels. */
  | { readonly kind: 'blur'; readonly sigma: number }
  /** A picture, as large as it must be to cover the frame, centred. */
  | { readonly kind: 'picture'; readonly blob: Blob };

/** A video of what the masks cover. */
export interface FilmCut {
  readonly clip: Pick<Clip, 'name' | 'size' | 'times' | 'framesPerSecond' | 'frame' | 'sound'>;
  /** Frame numbers in order, one after another. */
  readonly frames: readonly number[];
  /** What is kept of a frame, at the video's size. */
  mask(frame: number): PackedMask;
  readonly background: FilmBackground;
}

export interface EncodedFilm {
  readonly blob: Blob;
  /** Of the file, without a dot. */
  readonly ending: string;
  /** What is worth saying: sound left out, another codec. */
  readonly notes: readonly string[];
}

export interface VideoService {
  /** A file of a writer as bytes. */
  file(written: WrittenFile): Promise<ExportFile>;
  /**
   * The cut as a video: with a transparent background WebM in VP9, else MP4 in H.264 or AV1, else WebM in VP9, whatever this browser
   * encodes. Sound is copied where the container allows, else encoded as Opus, else left out, which the notes say.
   * @throws SegError `unsupported-image` where the browser encodes none of them, `bad-file` for a damaged frame, `aborted`
   */
  encode(cut: FilmCut, signal: AbortSignal, report: (done: number, total: number) => void): Promise<EncodedFilm>;
  /** The cut as a GIF of at most 640 pixels a side, one colour table a frame. @throws SegError `bad-file`, `out-of-memory`, `aborted` */
  gif(cut: FilmCut, signal: AbortSignal, report: (done: number, total: number) => void): Promise<EncodedFilm>;
  /** The cut's frames as PNG files with alpha, `00000.png` first. @throws SegError `bad-file`, `out-of-memory`, `aborted` */
  pictures(
    cut: FilmCut,
    signal: AbortSignal,
    report: (done: number, total: number) => void,
  ): Promise<readonly NamedBlob[]>;

  /** The bundled film with its truth. @throws SegError `download`, `aborted` */
  demo(signal: AbortSignal): Promise<Clip>;
  /**
   * A video or animated picture; several files, a folder or a ZIP of pictures are the frames of one.
   * @param report a total of 0 where it is not known before
   * @throws SegError `bad-file`, `unsupported-image`, `aborted`
   */
  decode(
    files: readonly NamedBlob[],
    signal: AbortSignal,
    report: (done: number, total: number) => void,
  ): Promise<Clip>;
  /** A video that was open before. @throws as `demo` and `decode` */
  reopen(source: ClipSource, signal: AbortSignal, report: (done: number, total: number) => void): Promise<Clip>;
  /** Asks the browser, which asks the person. @throws SegError `bad-file` when refused or without a camera */
  camera(): Promise<CameraSession>;
  /**
   * True masks from PNG files in the order of their names, one a frame; every pixel that is not 0 is the thing.
   * @throws SegError `bad-file` naming the file: wrong size, wrong number, not a PNG
   */
  readTruth(files: readonly NamedBlob[], size: Size, frames: number): Promise<ClipTruthTrack>;
}
