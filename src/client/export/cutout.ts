/** Cut-outs at the picture's full size, strip by strip. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { CutoutOptions } from '../../contract/export.ts';
import { decontaminate } from '../../core/edges/decontaminate.ts';
import { boxHeight, boxOfSize, boxWidth, type ImageBox, intersectBoxes, uniteBoxes } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { sampleAlpha } from '../../core/mask/scale.ts';
import type { SoftMask } from '../../core/mask/soft-edge.ts';
import { openBackdrop, type PixelReader, ROWS } from './backdrop.ts';
import { writePng } from './png-stream.ts';

export const DEFAULT_CUTOUT: CutoutOptions = { trim: false, background: { kind: 'transparent' }, cleanEdges: true };

/** How far colours are fetched when edges are cleaned; strips overlap by twice that. */
const REACH = 24;

/** The part of the full-size picture that the objects cover, or null when they cover nothing. */
function coveredAtFullSize(softs: readonly SoftMask[], full: Size): ImageBox | null {
  let all: ImageBox | null = null;
  for (const { box, width, height } of softs) {
    if (box.x1 <= box.x0) continue;
    const sx = full.width / width;
    const sy = full.height / height;
    const scaled = {
      x0: Math.floor(box.x0 * sx),
      y0: Math.floor(box.y0 * sy),
      x1: Math.ceil(box.x1 * sx),
      y1: Math.ceil(box.y1 * sy),
    };
    all = all === null ? scaled : uniteBoxes(all, scaled);
  }
  return all === null ? null : intersectBoxes(all, boxOfSize(full));
}

/** Alpha of several objects together on a strip; what each leaves uncovered is multiplied. */
function unitedAlpha(softs: readonly SoftMask[], full: Size, strip: ImageBox): Uint8ClampedArray<ArrayBuffer> {
  const [first, ...others] = softs;
  const alpha = first ? sampleAlpha(first, full, strip) : new Uint8ClampedArray(boxWidth(strip) * boxHeight(strip));
  for (const soft of others) {
    const more = sampleAlpha(soft, full, strip);
    for (let i = 0; i < alpha.length; i++) {
      const before = alpha[i] ?? 0;
      alpha[i] = before + ((255 - before) * (more[i] ?? 0)) / 255;
    }
  }
  return alpha;
}

function hasSoftPixels(alpha: Uint8ClampedArray): boolean {
  return alpha.some((a) => a !== 0 && a !== 255);
}

/** RGBA of the objects on a strip, straight alpha; the picture's own transparency stays. */
async function objectPixels(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  strip: ImageBox,
  clean: boolean,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const margin = clean ? 2 * REACH : 0;
  const wide = intersectBoxes({ ...strip, y0: strip.y0 - margin, y1: strip.y1 + margin }, boxOfSize(full));
  const pixels = (await reader.read(wide)).data;
  const alpha = unitedAlpha(softs, full, wide);
  const width = boxWidth(wide);
  const out =
    clean && hasSoftPixels(alpha)
      ? decontaminate(pixels, { box: wide, width: full.width, height: full.height, alpha }, REACH)
      : Uint8ClampedArray.from(pixels);
  for (let i = 0; i < alpha.length; i++) {
    const a = Math.round(((alpha[i] ?? 0) * (pixels[4 * i + 3] ?? 255)) / 255);
    out[4 * i + 3] = a;
    // Nothing of the picture hides under full transparency.
    if (a === 0) out.fill(0, 4 * i, 4 * i + 3);
  }
  const from = (strip.y0 - wide.y0) * width * 4;
  return out.slice(from, from + boxHeight(strip) * width * 4);
}

function over(top: Uint8ClampedArray, bottom: (i: number, channel: number) => number): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(top.length);
  for (let i = 0; i < top.length; i += 4) {
    const a = (top[i + 3] ?? 0) / 255;
    for (let c = 0; c < 3; c++) out[i + c] = (top[i + c] ?? 0) * a + bottom(i, c) * (1 - a);
    out[i + 3] = 255;
  }
  return out;
}

async function* cutoutStrips(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  region: ImageBox,
  options: CutoutOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly box: ImageBox; readonly rgba: Uint8ClampedArray<ArrayBuffer> }> {
  const backdrop = await openBackdrop(options.background, reader, full, signal);
  try {
    for (let y0 = region.y0; y0 < region.y1; y0 += ROWS) {
      throwIfAborted(signal);
      const box = { x0: region.x0, y0, x1: region.x1, y1: Math.min(region.y1, y0 + ROWS) };
      const own = await objectPixels(reader, softs, full, box, options.cleanEdges);
      yield { box, rgba: backdrop ? over(own, backdrop.strip(box)) : own };
    }
  } finally {
    backdrop?.close();
  }
}

function regionOf(softs: readonly SoftMask[], full: Size, options: CutoutOptions): ImageBox {
  const covered = coveredAtFullSize(softs, full);
  if (covered === null) throw new SegError('bad-file', 'The object covers no pixel, so there is nothing to cut out.');
  return options.trim ? covered : boxOfSize(full);
}

/**
 * The objects cut out of the picture as PNG.
 *
 * @param softs alphas of the objects at one working size
 * @param full the picture's full size
 * @throws SegError `bad-file` when nothing is covered, `aborted`, `out-of-memory`; what {@link openBackdrop} throws
 */
export function cutoutPng(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  options: CutoutOptions = DEFAULT_CUTOUT,
  signal?: AbortSignal,
): Promise<Blob> {
  const region = regionOf(softs, full, options);
  const strips = async function* (): AsyncGenerator<Uint8Array> {
    for await (const { rgba } of cutoutStrips(reader, softs, full, region, options, signal))
      yield new Uint8Array(rgba.buffer);
  };
  return writePng({ form: 'rgba', width: boxWidth(region), height: boxHeight(region) }, strips());
}

/** WebP's own limit on a side. */
const WEBP_SIDE = 16_383;

/**
 * The same as WebP (lossy with alpha at quality 0..1), through the browser's encoder.
 * @throws SegError as {@link cutoutPng}; `unsupported-image` where the browser writes no WebP or a side is above 16 383
 */
export async function cutoutWebp(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  options: CutoutOptions = DEFAULT_CUTOUT,
  quality = 0.92,
  signal?: AbortSignal,
): Promise<Blob> {
  const region = regionOf(softs, full, options);
  if (Math.max(boxWidth(region), boxHeight(region)) > WEBP_SIDE) {
    throw new SegError('unsupported-image', `WebP pictures have at most ${WEBP_SIDE} pixels a side; choose PNG.`);
  }
  const canvas = new OffscreenCanvas(boxWidth(region), boxHeight(region));
  const context = canvas.getContext('2d');
  if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
  for await (const { box, rgba } of cutoutStrips(reader, softs, full, region, options, signal)) {
    context.putImageData(new ImageData(rgba, boxWidth(box), boxHeight(box)), box.x0 - region.x0, box.y0 - region.y0);
  }
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
  if (blob.type !== 'image/webp') {
    throw new SegError('unsupported-image', 'This browser cannot write WebP; choose PNG.');
  }
  return blob;
}
