/** Size and traits of a picture read from its header, before a pixel is decoded, so that a decompression bomb never runs. */
import { heifTraits } from '../../codecs/heif/heif-boxes.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { PictureFormat } from './image-format.ts';

export interface PictureHeader {
  /** As stored; EXIF may turn it. Null when the header does not say. */
  readonly size: Size | null;
  readonly animated: boolean;
  /** Bits a channel where known, else 8. */
  readonly depth: number;
  /** EXIF or TIFF orientation 1..8. */
  readonly orientation: number;
  /** HEIC: orientation in EXIF that the file's own properties do not carry out, 1 otherwise. Readers must not apply it. */
  readonly exifOnly: number;
  /** The file ends before the picture does. */
  readonly truncated: boolean;
}

const UNKNOWN: PictureHeader = { size: null, animated: false, depth: 8, orientation: 1, exifOnly: 1, truncated: false };

function name(view: DataView, at: number): string {
  return at + 4 <= view.byteLength ? String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i))) : '';
}

function readPng(view: DataView): PictureHeader {
  let animated = false;
  let ended = false;
  let orientation = 1;
  let at = 8;
  while (at + 8 <= view.byteLength) {
    const chunk = name(view, at + 4);
    if (chunk === 'acTL') animated = view.byteLength >= at + 12 && view.getUint32(at + 8) > 1;
    if (chunk === 'IEND') ended = true;
    if (chunk === 'eXIf') orientation = tiffTags(view, at + 8).get(0x0112) ?? 1;
    at += 12 + view.getUint32(at);
  }
  return {
    ...UNKNOWN,
    size: { width: view.getUint32(16), height: view.getUint32(20) },
    depth: view.getUint8(24),
    animated,
    orientation,
    truncated: !ended,
  };
}

/** Orientation tag (0x0112) of the first directory of a TIFF block that starts at `base`. */
function tiffTags(view: DataView, base: number): Map<number, number> {
  const tags = new Map<number, number>();
  if (base + 8 > view.byteLength) return tags;
  const little = view.getUint8(base) === 0x49;
  const start = base + view.getUint32(base + 4, little);
  if (start + 2 > view.byteLength) return tags;
  const count = view.getUint16(start, little);
  for (let i = 0; i < count; i++) {
    const at = start + 2 + i * 12;
    if (at + 12 > view.byteLength) break;
    const long = view.getUint16(at + 2, little) === 4;
    tags.set(view.getUint16(at, little), long ? view.getUint32(at + 8, little) : view.getUint16(at + 8, little));
  }
  return tags;
}

/** Whether end-of-image (FF D9) follows in the coded data. */
function hasEnd(view: DataView, from: number): boolean {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

function readJpeg(view: DataView): PictureHeader {
  let header: PictureHeader = { ...UNKNOWN, truncated: true };
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) break;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame && at + 9 <= view.byteLength) {
      header = {
        ...header,
        size: { width: view.getUint16(at + 7), height: view.getUint16(at + 5) },
        depth: view.getUint8(at + 4),
      };
    } else if (marker === 0xe1 && name(view, at + 4) === 'Exif') {
      header = { ...header, orientation: tiffTags(view, at + 10).get(0x0112) ?? 1 };
    } else if (marker === 0xda) {
      return { ...header, truncated: !hasEnd(view, at + 2 + length) };
    }
    at += 2 + length;
  }
  return header;
}

/** Walks the blocks of a GIF until a second frame is seen. */
function readGif(view: DataView): PictureHeader {
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const table = (flags: number): number => ((flags & 0x80) !== 0 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + table(view.getUint8(10));
  let frames = 0;
  const skipBlocks = (): void => {
    while (at < view.byteLength && view.getUint8(at) !== 0) at += view.getUint8(at) + 1;
    at++;
  };
  while (at + 10 < view.byteLength && frames < 2) {
    const kind = view.getUint8(at);
    if (kind === 0x2c) {
      frames++;
      at += 11 + table(view.getUint8(at + 9));
      skipBlocks();
    } else if (kind === 0x21) {
      at += 2;
      skipBlocks();
    } else break;
  }
  return { ...UNKNOWN, size, animated: frames > 1 };
}

/** Where the chunks of a WebP file lie: type, start of the body, length. */
function webpChunks(view: DataView): { readonly type: string; readonly at: number; readonly length: number }[] {
  const chunks: { type: string; at: number; length: number }[] = [];
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const length = view.getUint32(at + 4, true);
    chunks.push({ type: name(view, at), at: at + 8, length });
    at += 8 + length + (length & 1);
  }
  return chunks;
}

/** Orientation that the EXIF chunk of a WebP file asks for. Some writers begin it with "Exif", as in a JPEG. */
function webpOrientation(view: DataView): number {
  const exif = webpChunks(view).find(({ type }) => type === 'EXIF');
  if (!exif) return 1;
  return tiffTags(view, exif.at + (name(view, exif.at) === 'Exif' ? 6 : 0)).get(0x0112) ?? 1;
}

/** A copy of a PNG file without its EXIF chunk. */
function pngWithoutExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    if (name(view, at + 4) !== 'eXIf') continue;
    const out = new Uint8Array(bytes.length - 12 - view.getUint32(at));
    out.set(bytes.subarray(0, at));
    out.set(bytes.subarray(bytes.length - out.length + at), at);
    return out;
  }
  return bytes;
}

/** A copy of a PNG or WebP file in which no decoder finds EXIF; in WebP the chunk is renamed and its flag cleared. */
export function withoutExif(format: 'png' | 'webp', bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (format === 'png') return pngWithoutExif(bytes);
  const out = bytes.slice();
  for (const { type, at } of webpChunks(new DataView(out.buffer))) {
    if (type === 'EXIF') out.set([0x78, 0x78, 0x78, 0x78], at - 8);
    if (type === 'VP8X') out[at] = (out[at] ?? 0) & ~8;
  }
  return out;
}

function readWebp(view: DataView): PictureHeader {
  const truncated = view.getUint32(4, true) + 8 > view.byteLength + 1;
  const kind = name(view, 12);
  const u24 = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65536;
  if (kind === 'VP8X') {
    const animated = (view.getUint8(20) & 2) !== 0;
    const size = { width: u24(24) + 1, height: u24(27) + 1 };
    return { ...UNKNOWN, size, animated, orientation: webpOrientation(view), truncated };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { ...UNKNOWN, size: { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }, truncated };
  }
  if (kind === 'VP8 ') {
    const size = { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    return { ...UNKNOWN, size, truncated };
  }
  return UNKNOWN;
}

/** Orientation in the Exif item of a HEIF file, found by the TIFF header that such a block has. */
function itemOrientation(view: DataView): number {
  for (let at = 0; at + 16 < view.byteLength; at++) {
    const first = view.getUint32(at);
    const little = first === 0x49492a00;
    if ((little || first === 0x4d4d002a) && view.getUint32(at + 4, little) === 8)
      return tiffTags(view, at).get(0x0112) ?? 1;
  }
  return 1;
}

/** The largest `ispe` (image spatial extents) box of an AVIF or HEIC file: tiles of a grid have smaller ones. */
function readIsobmff(view: DataView): PictureHeader {
  let size: Size | null = null;
  const end = Math.min(view.byteLength - 20, 1 << 16);
  for (let at = 0; at < end; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!size || found.width * found.height > size.width * size.height) size = found;
  }
  const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
  const { depth, turned } = heifTraits(bytes);
  return { ...UNKNOWN, size, depth, exifOnly: turned ? 1 : itemOrientation(view), animated: name(view, 8) === 'avis' };
}

/** Every header of BMP: OS/2 1 (12 bytes, 16-bit sizes), OS/2 2 (16 or 64), Windows 3 to 5 (40, 52, 56, 108, 124). */
function readBmp(view: DataView): PictureHeader {
  const header = view.getUint32(14, true);
  const old = header === 12;
  const width = old ? view.getUint16(18, true) : Math.abs(view.getInt32(18, true));
  const height = old ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true));
  const bits = view.getUint16(old ? 24 : 28, true);
  const compression = header >= 20 ? view.getUint32(30, true) : 0;
  // The stated file size is wrong in many files: rows that are not compressed say themselves how long they are.
  const plain = compression === 0 || compression === 3 || compression === 6;
  const rows = Math.ceil((width * bits) / 32) * 4 * height;
  const truncated = plain && view.getUint32(10, true) + rows > view.byteLength;
  return { ...UNKNOWN, size: { width, height }, truncated };
}

/**
 * Reads a header. Never throws: a file too short for its own header is reported as truncated.
 *
 * @param bytes the whole file
 */
export function readHeader(format: PictureFormat, bytes: Uint8Array<ArrayBuffer>): PictureHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (format) {
      case 'png':
        return readPng(view);
      case 'jpeg':
        return readJpeg(view);
      case 'gif':
        return readGif(view);
      case 'webp':
        return readWebp(view);
      case 'avif':
      case 'heic':
        return readIsobmff(view);
      case 'bmp':
        return readBmp(view);
      default:
        return UNKNOWN;
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) return { ...UNKNOWN, truncated: true };
    throw thrown;
  }
}
