/** Decompresses files of strangers: no more than they may honestly hold is ever unpacked. */
import { Unzlib } from 'fflate';

/** Deflate packs at most 1,032 to 1: so much input makes at most 16 MiB at once. */
const STEP: number = 1 << 14;

/**
 * @param most bytes after which the stream is given up
 * @throws RangeError with a sentence when more comes out; whatever fflate throws for damaged data
 */
export function inflateUpTo(zlib: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let sum = 0;
  const stream = new Unzlib((part) => {
    sum += part.length;
    if (sum > most) throw new RangeError(`it unpacks to more than the ${most} bytes that it may have`);
    parts.push(part);
  });
  for (let at = 0; at < zlib.length; at += STEP) {
    stream.push(zlib.subarray(at, at + STEP), at + STEP >= zlib.length);
  }
  const out = new Uint8Array(sum);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
