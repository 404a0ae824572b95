/** What an export may be, between the dialogue that offers it and the writers that make it. */
import type { EdgeKind } from '../core/edges/cutout-pixels.ts';
import type { EdgeTune } from '../core/edges/edge-tune.ts';
import type { AnnotationDocument, Picture } from '../core/formats/document.ts';
import type { WriteOptions } from '../core/formats/format.ts';
import type { ReadSource } from '../core/formats/reader.ts';
import type { Composition } from '../core/image/frame.ts';
import type { PackedMask } from '../core/mask/packed.ts';
import type { SoftMask } from '../core/mask/soft-edge.ts';

/** One file of an export; `path` may have folders, separated by "/". */
export interface ExportFile {
  readonly path: string;
  readonly blob: Blob;
}

/** A file by name and content. */
export interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

/** What lies behind the objects of a cut-out. */
export type Background =
  | { readonly kind: 'transparent' }
  | { readonly kind: 'color'; readonly rgb: readonly [number, number, number] }
  /** The picture itself, blurred; `sigma` in full-size pixels. */
  | { readonly kind: 'blur'; readonly sigma: number }
  /** Another picture, as large as it must be to cover this one, centred. */
  | { readonly kind: 'picture'; readonly blob: Blob; readonly name: string };

export interface CutoutOptions {
  /** Cut to the objects' box; else the full picture. */
  readonly trim: boolean;
  readonly background: Background;
  /** What is set on top of the kind of edge. */
  readonly tune: EdgeTune;
  /** Objects whose alpha is soft already keep it. */
  readonly edge: EdgeKind;
  /** Where hair and fur were painted over, at the size of the alphas. */
  readonly unknown: readonly PackedMask[];
  /** A frame of its own in the place of the picture's; null leaves the objects where they are in the picture. */
  readonly composition: Composition | null;
}

/**
 * Everything that turns objects into files and back. All failures are SegErrors.
 * @typeParam P an open picture, as the side that calls or does it knows it
 */
export interface ExportService<P> {
  /**
   * The objects cut out of the picture at its full size; alphas at working size.
   * @throws SegError `bad-file` when nothing is covered, `unsupported-image`, `out-of-memory`, `aborted`
   */
  cutout(
    picture: P,
    softs: readonly SoftMask[],
    options: CutoutOptions,
    type: 'png' | 'webp' | 'jpeg',
    signal: AbortSignal,
  ): Promise<Blob>;
  /** The same pixels at working size, transparent elsewhere, for the screen. The caller closes it. @throws as {@link ExportService.cutout} */
  cutoutBitmap(
    picture: P,
    softs: readonly SoftMask[],
    options: CutoutOptions,
    signal: AbortSignal,
  ): Promise<ImageBitmap>;
  /**
   * The files of one format of the list for pictures of different names.
   * @throws SegError `bad-file` where the format cannot hold a document
   */
  annotations(
    documents: readonly AnnotationDocument[],
    format: string,
    options: WriteOptions,
  ): Promise<readonly ExportFile[]>;
  zip(files: readonly ExportFile[], signal: AbortSignal): Promise<Blob>;
  /**
   * Objects from annotation files, read off the page's thread; `picture` at the size that their coordinates refer to.
   * @throws SegError `bad-file`, `worker-lost`, `aborted`
   */
  read(files: readonly NamedBlob[], picture: Picture, signal: AbortSignal): Promise<readonly ReadSource[]>;
  save(blob: Blob, name: string): void;
  /** @throws SegError `bad-file` when the browser refuses */
  copy(blob: Promise<Blob>): Promise<void>;
  /** @throws SegError `bad-file` when the browser refuses */
  copyText(text: string | Promise<string>): Promise<void>;
  /** A picture and its outlines together. @throws SegError `bad-file` when the browser refuses */
  copyVector(svg: Promise<string>, png: Promise<Blob>): Promise<void>;
  /** Whether this browser encodes WebP (WebKit on some systems does not). */
  writesWebp(): Promise<boolean>;
}
