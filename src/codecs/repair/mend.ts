/** Pictures that end early but are nearly whole: they open, with a word about what is missing. */
import { jpegEnd } from './jpeg-end.ts';
import { mendPng } from './png-end.ts';

/** A picture of which more than this share is missing is refused as cut short. */
const MOST_MISSING = 0.1;

/** A file with its end written anew. */
export interface Mended {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What was missing. */
  readonly note: string;
}

function missingNote(share: number, mark: string): string {
  if (share >= 1) return `The file lacks its end (${mark}); all of its pixels are there.`;
  return `The file ends early: about ${Math.max(0.1, (1 - share) * 100).toFixed(1)} % of the picture is missing at its end.`;
}

/**
 * @param maxPixels larger pictures are not touched
 * @returns null when too much is missing, or when the file is not understood
 */
export function mendPicture(format: 'jpeg' | 'png', bytes: Uint8Array<ArrayBuffer>, maxPixels: number): Mended | null {
  if (format === 'png') {
    const mended = mendPng(bytes, maxPixels * 8);
    if (!mended || mended.share < 1 - MOST_MISSING) return null;
    return { bytes: mended.bytes, note: missingNote(mended.share, 'IEND') };
  }
  const found = jpegEnd(bytes);
  if (!found || found.share < 1 - MOST_MISSING) return null;
  const out = new Uint8Array(found.end + 2);
  out.set(bytes.subarray(0, found.end));
  out.set([0xff, 0xd9], found.end);
  return { bytes: out, note: missingNote(found.share, 'EOI') };
}
