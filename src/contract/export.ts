/** What an export may be, between the dialogue that offers it and the writers that make it. */
import type { EdgeKind } from '../core/edges/cutout-pixels.ts';
import type { EdgeTune } from '../core/edges/edge-tune.ts';

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
}
