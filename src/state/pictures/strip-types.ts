/** What the strip shows of each picture. */
import type { StoreApi } from 'zustand/vanilla';
import type { Size } from '../../core/geometry/space.ts';
import type { OpenedPicture, PictureSource } from '../deps.ts';
import type { DocSnapshot } from '../store.ts';

export interface StripItem {
  readonly id: string;
  readonly name: string;
  /** `waiting`: not decoded yet, so nobody knows whether it can be. */
  readonly phase: 'waiting' | 'ready';
  readonly thumbnail: Blob | null;
  /** Working size, the space of all coordinates. */
  readonly size: Size | null;
  readonly fullSize: Size | null;
  readonly objects: number;
}

export interface StripState {
  readonly items: readonly StripItem[];
  /** The picture on the stage. */
  readonly activeId: string | null;
  /** Files that are being looked at, of how many; null when none are. */
  readonly intake: { readonly done: number; readonly total: number } | null;
}

/** A picture with everything that was done to it. */
export interface StripDocument {
  readonly item: StripItem;
  readonly source: PictureSource;
  /** Null for a picture that nothing was done to. */
  readonly work: DocSnapshot | null;
}

/** A picture and its document as they come from a project or session. */
export interface StripContent extends Omit<StripItem, 'phase'> {
  readonly source: PictureSource;
  readonly work: DocSnapshot | null;
}

/** The pictures that are open, one of them on the stage. */
export interface Strip {
  readonly api: StoreApi<StripState>;
  /** Takes in many files: the first that opens goes to the stage, those that do not are named with their reason. */
  add(files: readonly { readonly blob: Blob; readonly name: string }[]): Promise<void>;
  /** Brings in pictures with their work; `activeId` goes to the stage. @returns false when it cannot be decoded (said in the store) */
  bring(contents: readonly StripContent[], activeId: string): Promise<boolean>;
  /** Puts a picture on the stage. @returns false when it cannot be opened (said in the store) or was overtaken */
  select(id: string): Promise<boolean>;
  /**
   * Puts another file of the same size in the place of the one on the stage; objects and undo steps stay.
   * @returns false when it cannot be opened (said in the store) or was overtaken
   */
  replaceFile(blob: Blob): Promise<boolean>;
  /** Goes `by` pictures on, round the ends. */
  step(by: number): Promise<boolean>;
  /** Takes a picture out of the strip, its objects with it. */
  remove(id: string): void;
  /** Makes sure that every picture's file can be read; one that changed on disk is drawn anew from what is held, and that is said. */
  secure(): Promise<void>;
  /** Every picture with its work, in order. */
  documents(): readonly StripDocument[];
  /** Decodes a picture for as long as `work` runs, without showing it. @throws SegError as opening does */
  withPicture<T>(id: string, signal: AbortSignal, work: (picture: OpenedPicture) => Promise<T>): Promise<T>;
  /** Hears of a picture opened on its own: it takes the place of one without work, else joins the strip. */
  arrive(picture: OpenedPicture, source: PictureSource): void;
  /** The picture on the stage goes; the next one takes its place. */
  closeCurrent(): void;
  dispose(): void;
}
