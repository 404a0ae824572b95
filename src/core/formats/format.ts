/** What an annotation format is to the dialogues, the archives, the import, the runs over many pictures and the command line. */
import type { AnnotationDocument } from './document.ts';
import type { FormatReader } from './reader.ts';

/** `top-wins`: a pixel belongs to its topmost object. `free`: every combination of overlapping objects is kept apart. */
export type OverlapRule = 'top-wins' | 'free';

export interface WriteOptions {
  /** Outline tolerance, picture pixels; 0 follows pixel edges. */
  readonly detail: number;
  readonly overlap: OverlapRule;
}

/** A PNG to be written. 8-bit samples row-major; `grey16` as Uint16Array; `palette` with RGB triples. */
export type WrittenImage =
  | { readonly form: 'grey8' | 'rgb8'; readonly data: Uint8Array }
  | { readonly form: 'grey16'; readonly data: Uint16Array }
  | { readonly form: 'palette'; readonly data: Uint8Array; readonly palette: Uint8Array };

/** One file of an export; `path` may have folders, separated by "/". */
export type WrittenFile = { readonly path: string } & (
  | { readonly text: string; readonly type: string }
  | { readonly image: WrittenImage; readonly width: number; readonly height: number }
);

export interface FormatWriter {
  /** Choices of the dialogue that change what is written. */
  readonly options: readonly (keyof WriteOptions)[];
  /** True when one set of files holds many pictures: class numbers are then the same in all of them. */
  readonly holdsMany: boolean;
  /** True when the file is a picture that shows what it holds. */
  readonly showsItself?: boolean;
  /**
   * The files for the documents: one of them unless `holdsMany`.
   * @throws FormatError where the format cannot hold the document
   */
  readonly write: (documents: readonly AnnotationDocument[], options: WriteOptions) => readonly WrittenFile[];
}

/** One annotation format. Sentences of `keeps` to `tried` go into docs/formats.md. */
export interface AnnotationFormat {
  /** Stable: folder name in archives, argument of the command line. */
  readonly id: string;
  readonly label: string;
  /** A few words for a person choosing. */
  readonly hint: string;
  /** Where the export dialogue lists it. */
  readonly group: 'masks' | 'data';
  readonly keeps: string;
  readonly loses: string;
  readonly limits: string;
  /** Programs whose files were read, or which read what is written. */
  readonly tried: string;
  readonly writer?: FormatWriter;
  readonly reader?: FormatReader;
}

/** A text file. */
export function textFile(path: string, text: string, type: string): WrittenFile {
  return { path, text, type };
}

export function jsonFile(path: string, value: unknown): WrittenFile {
  return { path, text: JSON.stringify(value), type: 'application/json' };
}
