/** Masks and cut-outs at the picture's full size, and the ways out of the tab: download and clipboard. */
import { zlibSync } from 'fflate';
import { SegError } from '../../contract/errors.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { encodePng } from '../../core/image/png-encode.ts';
import { type PackedMask, packedHas } from '../../core/mask/packed.ts';
import type { OpenedPicture } from '../image/open-picture.ts';
import { openFullReader } from '../image/read-region.ts';

/** Rows that are held as plain pixels at a time. */
const STRIP = 256;

interface Covering {
  readonly mask: PackedMask;
}

/**
 * Coverage of a full-size pixel row range by the united masks, 0 or 255.
 * Masks are at working size; a full-size pixel takes the value of the working pixel that holds its centre.
 */
function coverage(objects: readonly Covering[], working: Size, full: Size, box: ImageBox): Uint8Array<ArrayBuffer> {
  const width = box.x1 - box.x0;
  const data = new Uint8Array(width * (box.y1 - box.y0));
  const sx = working.width / full.width;
  const sy = working.height / full.height;
  for (const { mask } of objects) {
    const x0 = Math.max(box.x0, Math.floor(mask.box.x0 / sx));
    const x1 = Math.min(box.x1, Math.ceil(mask.box.x1 / sx));
    for (let y = box.y0; y < box.y1; y++) {
      const my = Math.floor((y + 0.5) * sy);
      if (my < mask.box.y0 || my >= mask.box.y1) continue;
      for (let x = x0; x < x1; x++) {
        if (packedHas(mask, Math.floor((x + 0.5) * sx), my)) data[(y - box.y0) * width + x - box.x0] = 255;
      }
    }
  }
  return data;
}

function* strips(size: Size): Generator<ImageBox> {
  for (let y = 0; y < size.height; y += STRIP) {
    yield { x0: 0, y0: y, x1: size.width, y1: Math.min(size.height, y + STRIP) };
  }
}

/** @throws SegError `out-of-memory` when the browser cannot hold a canvas of this size */
async function cutoutPng(picture: OpenedPicture, objects: readonly Covering[]): Promise<Blob> {
  const { width, height } = picture.fullSize;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new SegError('out-of-memory', `no drawing memory for ${width} x ${height} pixels`);
  const reader = await openFullReader(picture);
  try {
    for (const box of strips(picture.fullSize)) {
      const pixels = reader.read(box);
      const alpha = coverage(objects, picture.size, picture.fullSize, box);
      for (let i = 0; i < alpha.length; i++) if (alpha[i] === 0) pixels.data[i * 4 + 3] = 0;
      context.putImageData(pixels, 0, box.y0);
    }
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    reader.close();
  }
}

/** 8-bit grey PNG, 0 outside and 255 inside, full size. */
function maskPng(picture: OpenedPicture, objects: readonly Covering[]): Blob {
  const { width, height } = picture.fullSize;
  const data = coverage(objects, picture.size, picture.fullSize, { x0: 0, y0: 0, x1: width, y1: height });
  const png = encodePng({ kind: 'grey8', width, height, data }, (raw) => zlibSync(raw, { level: 6 }));
  return new Blob([png], { type: 'image/png' });
}

/** Hands a file to the browser's downloads. */
function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it has started.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @throws SegError `bad-file` when the browser refuses */
async function copy(blob: Promise<Blob>): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  } catch (cause) {
    throw new SegError('bad-file', 'the browser did not allow writing to the clipboard', { cause });
  }
}

/** The adapter behind the state's export service. */
export interface Exporter {
  maskPng(picture: OpenedPicture, objects: readonly Covering[]): Promise<Blob>;
  cutoutPng(picture: OpenedPicture, objects: readonly Covering[]): Promise<Blob>;
  save(blob: Blob, name: string): void;
  copy(blob: Promise<Blob>): Promise<void>;
}

export function createExporter(): Exporter {
  return { maskPng: async (picture, objects) => maskPng(picture, objects), cutoutPng, save, copy };
}
