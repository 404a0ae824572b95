/** COCO's printable form of run lengths: differences to the run before last, five bits a character. */
import type { Size } from '../geometry/space.ts';
import { isRleComplete, type Rle } from './rle.ts';

/** Lowest character of the alphabet, '0'. */
const BASE = 48;
const MORE = 0x20;
const SIGN = 0x10;

/**
 * The compressed string, byte for byte as cocoapi `rleToString` writes it.
 * From the fourth run on, the difference to the run two before is stored, in 5-bit groups, least significant first.
 */
export function rleToString(rle: Rle): string {
  const { counts } = rle;
  const bytes: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    let rest = counts[i] ?? 0;
    if (i > 2) rest -= counts[i - 2] ?? 0;
    let more = true;
    while (more) {
      const group = rest & 0x1f;
      rest >>= 5;
      more = (group & SIGN) !== 0 ? rest !== -1 : rest !== 0;
      bytes.push((more ? group | MORE : group) + BASE);
    }
  }
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.slice(i, i + 8192));
  return text;
}

/** Runs of the string that is being read: results files hold hundreds of thousands of them. */
let scratch = new Uint32Array(1024);

/**
 * Reads the compressed string.
 * @throws RangeError with a sentence when a character is outside the alphabet, the text stops in the middle of a number,
 *   a run is negative or the runs do not fill the picture
 */
export function rleFromString(text: string, size: Size): Rle {
  if (scratch.length < text.length) scratch = new Uint32Array(2 * text.length);
  const counts = scratch;
  let used = 0;
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let shift = 0;
    let group = MORE;
    while ((group & MORE) !== 0) {
      if (at >= text.length) throw new RangeError('the run-length string stops in the middle of a number');
      group = text.charCodeAt(at) - BASE;
      if (group < 0 || group > 63) {
        throw new RangeError(
          `character ${JSON.stringify(text.charAt(at))} at ${at} is not part of a run-length string`,
        );
      }
      value |= (group & 0x1f) << shift;
      shift += 5;
      at++;
    }
    if ((group & SIGN) !== 0) value |= shift < 32 ? -1 << shift : 0;
    if (used > 2) value += counts[used - 2] ?? 0;
    if (value < 0) throw new RangeError(`run ${used} of the run-length string is negative`);
    counts[used++] = value;
  }
  const rle = { width: size.width, height: size.height, counts: counts.slice(0, used) };
  if (!isRleComplete(rle)) {
    throw new RangeError(`the runs do not sum up to ${size.height} x ${size.width} pixels`);
  }
  return rle;
}
