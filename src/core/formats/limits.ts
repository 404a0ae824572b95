/** How much an annotation file may hold. Files come from anywhere: what would fill the memory is refused with a sentence first. */
import { FormatError } from './notice.ts';

/** Engines hold no longer string than about half a GiB of characters. */
export const MAX_ANNOTATION_BYTES: number = 500 << 20;
/** Levels of brackets in JSON; formats need about ten. */
const MAX_DEPTH = 256;
/** Objects that come in for one picture: cells, stars and leaves come by the thousand. */
const MAX_OBJECTS = 20_000;

const count = (n: number): string => n.toLocaleString('en');

/** @throws FormatError naming the file and the limit */
export function checkFileSize(name: string, bytes: number): void {
  if (bytes <= MAX_ANNOTATION_BYTES) return;
  const [has, most] = [bytes, MAX_ANNOTATION_BYTES].map((n) => count(Math.round(n / (1 << 20))));
  throw new FormatError(
    'unsupported',
    '',
    `“${name}” has ${has} MB; at most ${most} MB are read. Split it by picture and import the part for this one.`,
  );
}

/** Judges JSON before it is parsed. @throws FormatError naming the file and the limit */
export function checkJsonDepth(name: string, text: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) {
        throw new FormatError(
          'unsupported',
          '',
          `“${name}” is nested more than ${MAX_DEPTH} levels deep: that is no annotation file that can be read here.`,
        );
      }
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
}

/** @throws FormatError naming the file and the limit */
export function checkObjectCount(name: string, objects: number): void {
  if (objects <= MAX_OBJECTS) return;
  throw new FormatError(
    'unsupported',
    '',
    `“${name}” has ${count(objects)} objects for this picture; at most ${count(MAX_OBJECTS)} are read.`,
  );
}
