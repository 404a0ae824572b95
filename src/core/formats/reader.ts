/** Reading annotation files of strangers: what a reader is given, and the readings that it finds. */
import type { JsonObject } from '../coco/json-fields.ts';
import type { Inflate, PngImage } from '../image/png.ts';
import type { AnnotatedObject, Picture } from './document.ts';
import type { FormatNotice } from './notice.ts';

/** A decoded picture file. PNG and TIFF keep the stored samples; other kinds come as 8-bit RGBA. */
export interface ReadImage {
  /** `PNG`, `JPEG`, ... for sentences. */
  readonly kind: string;
  readonly lossy: boolean;
  readonly png: PngImage;
}

/** A file as readers see it. */
export interface ReadFile {
  /** Name or path as given. */
  readonly name: string;
  readonly content:
    | { readonly kind: 'json'; readonly json: unknown; readonly encoding: string }
    | { readonly kind: 'text'; readonly text: string; readonly encoding: string }
    | { readonly kind: 'image'; readonly image: ReadImage };
}

/** What pure arithmetic has no means for. */
export interface ReadTools {
  readonly inflate: Inflate;
  /** Text of bytes in an encoding of the WHATWG list; null when the bytes are not in it. */
  readonly decodeText: (bytes: Uint8Array, encoding: string) => string | null;
  /** Pixels of a picture file that is no PNG. @throws an error with a sentence */
  readonly decodePicture: (bytes: Uint8Array, kind: string, name: string) => Promise<ReadImage>;
}

/** One way to understand a file. */
export interface Reading {
  /** What the file then means, in a few words: shown where several are possible. */
  readonly meaning: string;
  readonly objects: readonly AnnotatedObject[];
  readonly notices: readonly FormatNotice[];
}

/** A file with its readings, the likeliest first. More than one: the person is asked. */
export interface ReadSource {
  readonly file: string;
  /** Label of the format. */
  readonly format: string;
  /** Why there is more than one reading; empty when there is one. */
  readonly question: string;
  readonly readings: readonly Reading[];
}

export interface ReadContext {
  /** The open picture at the size that the files' coordinates refer to. */
  readonly picture: Picture;
  /** All files given together. */
  readonly files: readonly ReadFile[];
  readonly tools: ReadTools;
}

/** What a file is to a reader: to be read on its own, or belonging to another one (legend, class names, picture of numbers). */
export type FileRole = 'main' | 'companion' | null;

export interface FormatReader {
  /** Endings for the file chooser, with the dot. */
  readonly endings: readonly string[];
  readonly recognise: (file: ReadFile, files: readonly ReadFile[]) => FileRole;
  /** Tried after all other formats: takes any file of its kind. */
  readonly general?: true;
  /** Said when only companions of this format were given. */
  readonly alone?: string;
  /**
   * @throws FormatError with a sentence for the person
   */
  readonly read: (file: ReadFile, context: ReadContext) => readonly Reading[] | AskedReadings;
}

/** Readings between which only the person can choose. */
export interface AskedReadings {
  readonly question: string;
  readonly readings: readonly Reading[];
}

/** The JSON object of a file, or null when it is none. */
export function jsonOf(file: ReadFile): JsonObject | null {
  const { content } = file;
  if (content.kind !== 'json' || typeof content.json !== 'object' || content.json === null) return null;
  return Array.isArray(content.json) ? null : (content.json as JsonObject);
}

/** The text of a file that is neither JSON nor a picture, or null. */
export function textOf(file: ReadFile): string | null {
  return file.content.kind === 'text' ? file.content.text : null;
}
