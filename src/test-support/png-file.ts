/** Reads label PNGs for tests. */
import { readFileSync } from 'node:fs';
import { unzlibSync } from 'fflate';
import { decodePng } from '../core/image/png.ts';
import { type LabelMap, pngToLabels } from '../core/image/png-pixels.ts';

/** The label map of a PNG file. */
export function readLabels(path: string): LabelMap {
  return pngToLabels(decodePng(readFileSync(path), (zlib) => unzlibSync(zlib)));
}
