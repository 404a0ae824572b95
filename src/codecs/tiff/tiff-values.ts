/** A TIFF that is a mask or a map of labels: its numbers as stored, in the form in which mask pictures are read. */
import { SegError } from '../../contract/errors.ts';
import type { PngImage } from '../../core/image/png.ts';
import { orientValues } from '../orient.ts';
import { decodeTiff } from './decode-tiff.ts';
import { PHOTOMETRIC, type TiffPage, tagNumbers } from './page.ts';
import { readTiff } from './read-tiff.ts';
import type { Samples } from './samples.ts';

type Stored = Pick<PngImage, 'bitDepth' | 'samples'>;

/** Whole numbers from 0 to 65 535 of any kind of value; microscopes' programs write label maps as 32 bits or floats. */
function wholeNumbers(values: Samples): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const value = values[i] ?? 0;
    if (!Number.isInteger(value) || value < 0 || value > 65_535) {
      throw new SegError(
        'unsupported-image',
        `the TIFF has the value ${value}; a mask or a map of labels has whole numbers from 0 to 65535`,
      );
    }
    out[i] = value;
  }
  return out;
}

function storedValues(page: TiffPage, values: Samples): Stored {
  const { bits, format, photometric } = page;
  const plain = format === 1 && bits <= 16;
  const samples = plain && bits <= 8 ? Uint8Array.from(values) : wholeNumbers(values);
  // What is white in the picture is the largest number; 2, 3 and 12 bits have their own.
  if (plain && photometric === PHOTOMETRIC.whiteIsZero) {
    const most = 2 ** bits - 1;
    for (let i = 0; i < samples.length; i++) samples[i] = most - (samples[i] ?? 0);
  }
  const bitDepth = !plain || bits > 8 ? 16 : bits === 1 || bits === 2 || bits === 4 ? bits : 8;
  return { bitDepth, samples };
}

/** The first `256` colours of a ColorMap as RGB triples, 8 bits each. */
function paletteOf(map: readonly number[]): Uint8Array {
  const entries = Math.min(256, Math.floor(map.length / 3));
  const unit = map.every((value) => value < 256) ? 1 : 257;
  return Uint8Array.from({ length: entries * 3 }, (_, i) => {
    const value = map[(i % 3) * Math.floor(map.length / 3) + Math.floor(i / 3)] ?? 0;
    return value / unit;
  });
}

/**
 * Grey values and palette indices are kept as stored and turned upright as the picture is; colours become 8-bit RGBA.
 *
 * @param bytes the whole file
 * @throws SegError as `decodeTiff` does; `unsupported-image` for one band of numbers that cannot be labels
 */
export async function tiffValues(bytes: Uint8Array<ArrayBuffer>, maxPixels: number): Promise<PngImage> {
  const grey = await readTiff(bytes, maxPixels, 1, async ({ page, colours, alpha }): Promise<PngImage | null> => {
    const [values] = colours;
    if (colours.length !== 1 || !values || alpha) return null;
    const { bitDepth, samples } = storedValues(page, values);
    const upright = orientValues(page, samples, page.orientation);
    const { width, height, data } = upright;
    const palette =
      page.photometric === PHOTOMETRIC.palette && bitDepth <= 8 ? paletteOf(await tagNumbers(page.image, 320)) : null;
    const colour = palette ? 'palette' : 'grey';
    return { width, height, bitDepth, colour, channels: 1, samples: data, palette, transparency: null };
  });
  if (grey) return grey;
  const { width, height, data } = await decodeTiff(bytes, maxPixels);
  const samples = new Uint8Array(data.buffer);
  return { width, height, bitDepth: 8, colour: 'rgba', channels: 4, samples, palette: null, transparency: null };
}
