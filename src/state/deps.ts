/** What the state needs from the outside world; the client implements it, tests fake it. */

import type { Lab } from '../contract/benchmark.ts';
import type * as contract from '../contract/export.ts';
import type { Identified } from '../contract/identify.ts';
import type { FamilyId, ModelManifest } from '../contract/manifest.ts';
import type { PictureDisplay } from '../contract/picture-reading.ts';
import type { EngineFactory } from '../contract/predictor.ts';
import type { VideoService } from '../contract/video.ts';
import type { ImageBox } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import type { LibraryDeps } from './models/library-deps.ts';
import type { StorageDeps } from './session/session-types.ts';

/** Where a picture comes from. */
export type PictureSource =
  | { readonly kind: 'file'; readonly blob: Blob; readonly name: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'sample'; readonly url: string; readonly name: string };

/** An opened picture. `size` is the working size of `bitmap`; `fullSize` what it is exported at. */
export interface OpenedPicture {
  readonly id: string;
  readonly name: string;
  readonly bitmap: ImageBitmap;
  readonly size: Size;
  readonly fullSize: Size;
  /** Things worth saying: turned by EXIF, first frame of an animation, scaled for work. */
  readonly notes: readonly string[];
  /** What can be chosen in the file: pages, display window. */
  readonly display?: PictureDisplay | null;
  /** The file as it came; absent only where the source keeps none. */
  readonly original?: Blob;
}

export interface Sample {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly thumbnail: string;
  readonly credit: string;
  readonly alt: string;
  readonly size: Size;
}

export interface PictureService {
  /** @throws SegError `bad-image`, `unsupported-image`, `image-too-large`, `bad-file`, `download`, `offline`, `aborted` */
  open(source: PictureSource, signal: AbortSignal): Promise<OpenedPicture>;
  /** A bitmap of the same pixels that may be transferred away. */
  copy(picture: OpenedPicture): Promise<ImageBitmap>;
  /** RGBA, straight alpha, of a part of the picture at working size (whole pixels). */
  pixels(picture: OpenedPicture, box: ImageBox): Uint8ClampedArray<ArrayBuffer>;
  /** Frees the pixels. */
  close(picture: OpenedPicture): void;
  samples(): Promise<readonly Sample[]>;
  /** A PNG of the picture, or of its thumbnail stretched, at a size. @throws SegError `out-of-memory`, `bad-image` */
  redraw(from: OpenedPicture | Blob, size: Size): Promise<Blob>;
  /** Pictures that another app shared with this one since they were asked for last. */
  shared?(): Promise<readonly File[]>;
  /** The picture made small, for lists. */
  thumbnail?(picture: OpenedPicture): Promise<Blob>;
}

export interface ModelService {
  readonly defaultId: () => Promise<string>;
  /** @throws SegError `not-a-model`, `download`, `offline` */
  manifest(id: string): Promise<{ readonly manifest: ModelManifest; readonly baseUrl: string }>;
}

/** Dropped model files: what they are, and the files as a model is loaded with them. */
export interface Dropped {
  readonly identified: Identified;
  readonly files: Readonly<Record<string, Blob>>;
}

export type ExportService = contract.ExportService<OpenedPicture>;

export interface Clock {
  now(): number;
  later(ms: number, run: () => void): () => void;
}

export interface Deps {
  readonly engines: EngineFactory;
  readonly pictures: PictureService;
  readonly models: ModelService;
  readonly exporter: ExportService;
  readonly clock: Clock;
  /** The benchmark lab's way to pictures with truth, scoring and saving; opened when the place first asks. */
  readonly lab?: () => Promise<Lab>;
  /** Films and the camera; opened when a place first asks. */
  readonly video?: () => Promise<VideoService>;
  /** Catalogue, weights store and device; opened when a place first asks. */
  readonly library?: () => Promise<LibraryDeps>;
  /** Looks at dropped ONNX files; `chosen` is the family that a person says they are. @throws SegError `bad-model` for a file that is no readable graph */
  readonly identify?: (files: readonly File[], chosen?: FamilyId) => Promise<Dropped>;
  /** Storage of sessions on this device, and project files; opened when first needed. */
  readonly storage?: () => Promise<StorageDeps>;
}
