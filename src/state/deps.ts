/** What the state needs from the outside world; the client implements it, tests fake it. */
import type { ModelManifest } from '../contract/manifest.ts';
import type { EngineFactory } from '../contract/segmenter.ts';
import type { Size } from '../core/geometry/space.ts';
import type { PackedMask } from '../core/mask/packed.ts';
import type { LibraryDeps } from './models/library-deps.ts';

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
  /** Frees the pixels. */
  close(picture: OpenedPicture): void;
  samples(): Promise<readonly Sample[]>;
}

export interface ModelService {
  readonly defaultId: () => Promise<string>;
  /** @throws SegError `not-a-model`, `download`, `offline` */
  manifest(id: string): Promise<{ readonly manifest: ModelManifest; readonly baseUrl: string }>;
}

/** One object ready for export: what it is called and its pixels at working size. */
export interface ExportObject {
  readonly name: string;
  readonly color: readonly [number, number, number];
  readonly mask: PackedMask;
}

export interface ExportService {
  /** Black and white PNG of the united masks at the picture's full size. */
  maskPng(picture: OpenedPicture, objects: readonly ExportObject[]): Promise<Blob>;
  /** The picture with everything outside the united masks transparent, full size. */
  cutoutPng(picture: OpenedPicture, objects: readonly ExportObject[]): Promise<Blob>;
  save(blob: Blob, name: string): void;
  /** @throws SegError `bad-file` when the browser refuses */
  copy(blob: Promise<Blob>): Promise<void>;
}

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
  /** Catalogue, weights store and device; opened when a place first asks. */
  readonly library?: () => Promise<LibraryDeps>;
}
