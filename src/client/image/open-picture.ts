/** From bytes to a picture that can be worked on: sniffed, measured, decoded, turned upright, scaled for work. */

import type { Mended } from '../../codecs/repair/mend.ts';
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import { loadPart } from '../../contract/load-part.ts';
import { type PictureDisplay, type PictureReading, readingOf } from '../../contract/picture-reading.ts';
import type { Size } from '../../core/geometry/space.ts';
import { MAX_PIXELS } from '../../core/image/limits.ts';
import { decodeApart } from './decode-apart.ts';
import { decodeSvg } from './decode-svg.ts';
import { type OtherFormat, type PictureFormat, sniffFormat } from './image-format.ts';
import { type PictureHeader, readHeader, withoutExif } from './image-header.ts';
import { MAX_BYTES, workingSize } from './limits.ts';
import { orientBitmap } from './orient-bitmap.ts';

/** An opened picture. The bitmap belongs to whoever opened it. */
export interface OpenedPicture {
  readonly id: string;
  readonly name: string;
  /** At working size, upright, sRGB. */
  readonly bitmap: ImageBitmap;
  readonly size: Size;
  /** Upright size of the file's own pixels: what is exported. */
  readonly fullSize: Size;
  readonly format: PictureFormat;
  /** The file as it came. */
  readonly original: Blob;
  /** Sentences worth saying once. */
  readonly notes: readonly string[];
  /** What can be chosen; null for most pictures. */
  readonly display: PictureDisplay | null;
}

const NOT_PICTURES: Readonly<Record<OtherFormat, string>> = {
  empty: 'is empty (0 bytes)',
  html: 'is a web page, not a picture',
  text: 'is text, whatever its name says',
  pdf: 'is a PDF document',
  psd: 'is a Photoshop document; save it as PNG or TIFF',
  'jpeg-xl': 'is JPEG XL, which browsers do not read yet; save it as PNG, JPEG or AVIF',
  video: 'is a video or sound file',
  zip: 'is an archive; take the pictures out of it first',
  unknown: 'is of no picture format that this app knows',
};

const BAD_FILES: readonly OtherFormat[] = ['empty', 'html', 'text'];

function megapixels(size: Size): string {
  const millions = (size.width * size.height) / 1e6;
  return `${size.width} x ${size.height} (${millions < 10 ? millions.toFixed(1) : Math.round(millions)} megapixels)`;
}

async function readAll(blob: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (blob.size > MAX_BYTES) {
    throw new SegError(
      'image-too-large',
      `“${name}” has ${Math.round(blob.size / 2 ** 20)} MB; files up to 512 MB are read`,
    );
  }
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new SegError('bad-file', `“${name}” cannot be read: it is a folder, or it was moved or deleted`, { cause });
  }
}

/** A decoded file. */
export interface FullPicture {
  /** Full size, upright. The caller closes it. */
  readonly bitmap: ImageBitmap;
  /** What the decoder has to say. */
  readonly notes: readonly string[];
  readonly display?: PictureDisplay | null;
}

async function mend(format: 'jpeg' | 'png', bytes: Uint8Array<ArrayBuffer>): Promise<Mended | null> {
  const { mendPicture } = await loadPart(() => import('../../codecs/repair/mend.ts'));
  return mendPicture(format, bytes, MAX_PIXELS);
}

/** The browser's decoder. It chooses by the declared type; the bytes know better. */
async function byBrowser(bytes: Uint8Array<ArrayBuffer>, format: PictureFormat, name: string): Promise<ImageBitmap> {
  const mime = format === 'ico' ? 'image/x-icon' : `image/${format}`;
  try {
    return await createImageBitmap(new Blob([bytes], { type: mime }), { imageOrientation: 'from-image' });
  } catch (cause) {
    throw new SegError(
      'bad-image',
      `“${name}” is a ${format.toUpperCase()} file, but it is damaged: the browser cannot decode it`,
      { cause },
    );
  }
}

/** The browser's decoder where it reads HEVC, libheif elsewhere. */
async function decodeHeic(
  bytes: Uint8Array<ArrayBuffer>,
  header: PictureHeader,
  name: string,
  signal: AbortSignal | undefined,
): Promise<FullPicture> {
  const notes =
    header.exifOnly > 1
      ? ['A note of the camera asks for a turn that the picture itself does not have; it is shown as it is stored.']
      : [];
  try {
    return { bitmap: await byBrowser(bytes, 'heic', name), notes };
  } catch {
    return { bitmap: (await decodeApart('heif', bytes, {}, signal)).bitmap, notes };
  }
}

/** A PNG of more than 8 bits through its display window; one that is beyond our own decoder is left to the browser. */
async function decodeDeepPng(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  reading: PictureReading,
  signal: AbortSignal | undefined,
): Promise<FullPicture> {
  try {
    return await decodeApart('png', bytes, reading, signal);
  } catch (thrown) {
    if (SegError.from(thrown).code !== 'bad-image') throw thrown;
    return { bitmap: await byBrowser(bytes, 'png', name), notes: ['16 bits per colour were reduced to 8 for work.'] };
  }
}

/**
 * @param bytes the whole file
 * @param reading page and display window where the format has a choice
 * @throws SegError `bad-image`, `unsupported-image`, `image-too-large`; where a library decodes, `part-missing`,
 * `worker-lost`, `aborted`
 */
export async function decodeFull(
  bytes: Uint8Array<ArrayBuffer>,
  format: PictureFormat,
  header: PictureHeader,
  name: string,
  reading: PictureReading,
  signal?: AbortSignal,
): Promise<FullPicture> {
  if (format === 'svg') return { bitmap: await decodeSvg(new Blob([bytes])), notes: [] };
  if (format === 'tiff') return decodeApart('tiff', bytes, reading, signal);
  if (format === 'heic') return decodeHeic(bytes, header, name, signal);
  if (header.truncated) {
    const mended = format === 'jpeg' || format === 'png' ? await mend(format, bytes) : null;
    if (!mended) {
      throw new SegError(
        'bad-image',
        `“${name}” is cut short: the file ends before the picture does; copy or download it again`,
      );
    }
    return { bitmap: await byBrowser(mended.bytes, format, name), notes: [mended.note] };
  }
  if (format !== 'png' && format !== 'webp') return { bitmap: await byBrowser(bytes, format, name), notes: [] };
  // Browsers differ in whether they turn a PNG or WebP: it is decoded without the note and turned here.
  const plain = header.orientation > 1 ? withoutExif(format, bytes) : bytes;
  const stored: FullPicture =
    format === 'png' && header.depth > 8
      ? await decodeDeepPng(plain, name, reading, signal)
      : { bitmap: await byBrowser(plain, format, name), notes: [] };
  return header.orientation > 1 ? { ...stored, bitmap: orientBitmap(stored.bitmap, header.orientation) } : stored;
}

function notesOf(format: PictureFormat, header: PictureHeader, full: Size, size: Size, text: string): string[] {
  const notes: string[] = [];
  if (header.animated) notes.push('This picture moves; its first frame is used.');
  if (header.depth > 8 && format !== 'png') notes.push(`${header.depth} bits per colour were reduced to 8 for work.`);
  if (header.orientation > 1) notes.push('Turned upright as its camera noted.');
  if (size !== full)
    notes.push(`Worked on at ${size.width} x ${size.height}; exports have the full ${full.width} x ${full.height}.`);
  if (format === 'svg') {
    notes.push(`The drawing was turned into ${full.width} x ${full.height} pixels.`);
    if (/<script|\son\w+\s*=/i.test(text)) notes.push('Scripts inside the drawing were not run.');
  }
  return notes;
}

/**
 * Opens a picture file.
 *
 * @throws SegError `bad-file` (empty, folder, text, web page), `unsupported-image` (another format), `bad-image` (damaged,
 * cut short), `image-too-large` (more than {@link MAX_PIXELS} pixels or 512 MB), `out-of-memory`, `aborted`
 */
export async function openPicture(blob: Blob, name: string, signal: AbortSignal): Promise<OpenedPicture> {
  const bytes = await readAll(blob, name);
  throwIfAborted(signal);
  const sniffed = sniffFormat(bytes.subarray(0, 4096));
  if (sniffed.kind === 'other') {
    const code = BAD_FILES.includes(sniffed.format) ? 'bad-file' : 'unsupported-image';
    throw new SegError(code, `“${name}” ${NOT_PICTURES[sniffed.format]}`);
  }
  const { format } = sniffed;
  const header = readHeader(format, bytes);
  // Size comes first: it alone protects from a header that claims a picture the memory cannot hold.
  if (header.size && header.size.width * header.size.height > MAX_PIXELS) {
    throw new SegError(
      'image-too-large',
      `“${name}” claims ${megapixels(header.size)}; pictures up to ${MAX_PIXELS / 1e6} megapixels open`,
    );
  }
  if (header.size && (header.size.width === 0 || header.size.height === 0)) {
    throw new SegError('bad-image', `“${name}” claims a size of ${header.size.width} x ${header.size.height} pixels`);
  }
  const decoded = await decodeFull(bytes, format, header, name, readingOf(blob.type), signal);
  const { bitmap: whole, notes: told, display = null } = decoded;
  const full: Size = { width: whole.width, height: whole.height };
  try {
    throwIfAborted(signal);
    if (full.width * full.height > MAX_PIXELS) {
      throw new SegError(
        'image-too-large',
        `“${name}” has ${megapixels(full)}; pictures up to ${MAX_PIXELS / 1e6} megapixels open`,
      );
    }
    const size = workingSize(full);
    const text = format === 'svg' ? new TextDecoder().decode(bytes) : '';
    const notes = [...told, ...notesOf(format, header, full, size, text)];
    let bitmap = whole;
    if (size !== full) {
      const { width, height } = size;
      bitmap = await createImageBitmap(whole, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
      whole.close();
    }
    return { id: crypto.randomUUID(), name, bitmap, size, fullSize: full, format, original: blob, notes, display };
  } catch (thrown) {
    whole.close();
    throw SegError.from(thrown).code === 'internal'
      ? new SegError('out-of-memory', `no memory for “${name}”, ${megapixels(full)}`, { cause: thrown })
      : thrown;
  }
}

/** The first picture of several files that came at once, and what to say of the rest. */
export function firstOf(files: readonly File[]): { readonly file: File; readonly note: string | null } | null {
  const file = files.find((f) => f.type.startsWith('image/')) ?? files[0];
  if (!file) return null;
  const note = files.length > 1 ? `${files.length} files came at once; “${file.name}” was opened.` : null;
  return { file, note };
}
