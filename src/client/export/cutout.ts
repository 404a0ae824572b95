/** Cut-outs at the picture's full size, strip by strip. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { Background, CutoutOptions } from '../../contract/export.ts';
import { type CutoutPlan, reachOf, readFor, unknownReach } from '../../core/edges/cutout-pixels.ts';
import { PLAIN_EDGE, tuneReach } from '../../core/edges/edge-tune.ts';
import { boxHeight, boxOfSize, boxWidth, type ImageBox, intersectBoxes, uniteBoxes } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { SoftMask } from '../../core/mask/soft-edge.ts';
import { openBackdrop, type PixelReader, ROWS } from './backdrop.ts';
import { checkSides, contextOf, encodeCanvas, type ImageType } from './canvas.ts';
import { openCutoutMaker } from './cutout-maker.ts';
import { writePng } from './png-stream.ts';

export const DEFAULT_CUTOUT: CutoutOptions = {
  trim: false,
  background: { kind: 'transparent' },
  tune: PLAIN_EDGE,
  edge: 'hard',
  unknown: [],
  composition: null,
};

/** Rows a strip where edges are looked for in the picture: the wider the strip, the less is read twice. */
const MATTE_ROWS = 768;

/** The part of the full-size picture that the objects cover, or null when they cover nothing. */
function coveredAtFullSize(softs: readonly Pick<SoftMask, 'box' | 'width' | 'height'>[], full: Size): ImageBox | null {
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

function over(top: Uint8ClampedArray, bottom: (i: number, channel: number) => number): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(top.length);
  for (let i = 0; i < top.length; i += 4) {
    const a = (top[i + 3] ?? 0) / 255;
    for (let c = 0; c < 3; c++) out[i + c] = (top[i + c] ?? 0) * a + bottom(i, c) * (1 - a);
    out[i + 3] = 255;
  }
  return out;
}

/** RGBA of the region, strip by strip, on the background. */
export async function* cutoutStrips(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  region: ImageBox,
  options: CutoutOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly box: ImageBox; readonly rgba: Uint8ClampedArray<ArrayBuffer> }> {
  const { edge, tune, unknown } = options;
  const plan: CutoutPlan = { softs, unknown, full, edge, tune };
  const reach = Math.max(reachOf(plan), unknownReach(plan));
  const rows = reach > 0 ? MATTE_ROWS : ROWS;
  const backdrop = await openBackdrop(options.background, reader, full, signal);
  const maker = openCutoutMaker(reachOf(plan) > 0 ? plan : { ...plan, edge: 'hard' }, signal);
  try {
    for (let y0 = region.y0; y0 < region.y1; y0 += rows) {
      throwIfAborted(signal);
      const box = { x0: region.x0, y0, x1: region.x1, y1: Math.min(region.y1, y0 + rows) };
      const read = readFor(box, plan);
      const pixels = (await reader.read(read)).data;
      const own = await maker.part(pixels, read, box);
      yield { box, rgba: backdrop ? over(own, backdrop.strip(box)) : own };
    }
  } finally {
    maker.close();
    backdrop?.close();
  }
}

/**
 * The objects as a bitmap of the picture's size, for the screen: the same pixels as the file's.
 * @throws as {@link cutoutPng}
 */
export async function cutoutBitmap(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  options: CutoutOptions,
  signal: AbortSignal,
): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(full.width, full.height);
  const context = contextOf(canvas);
  const region = cutoutRegion(softs, full, { ...options, trim: true });
  for await (const { box, rgba } of cutoutStrips(reader, softs, full, region, options, signal)) {
    context.putImageData(new ImageData(rgba, boxWidth(box), boxHeight(box)), box.x0, box.y0);
  }
  return canvas.transferToImageBitmap();
}

/** The part of the full-size picture that the file shows. @throws SegError `bad-file` when nothing is covered */
export function cutoutRegion(softs: readonly SoftMask[], full: Size, options: CutoutOptions): ImageBox {
  const covered = coveredAtFullSize(softs, full) && coveredAtFullSize([...softs, ...options.unknown], full);
  if (covered === null) throw new SegError('bad-file', 'The object covers no pixel, so there is nothing to cut out.');
  if (!options.trim) return boxOfSize(full);
  const { edge, tune } = options;
  const m = reachOf({ softs, full, edge, tune }) + tuneReach(tune, full);
  return intersectBoxes(
    { x0: covered.x0 - m, y0: covered.y0 - m, x1: covered.x1 + m, y1: covered.y1 + m },
    boxOfSize(full),
  );
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
  const region = cutoutRegion(softs, full, options);
  const strips = async function* (): AsyncGenerator<Uint8Array> {
    for await (const { rgba } of cutoutStrips(reader, softs, full, region, options, signal))
      yield new Uint8Array(rgba.buffer);
  };
  return writePng({ form: 'rgba', width: boxWidth(region), height: boxHeight(region) }, strips());
}

/** Whether this browser encodes WebP: one that does not writes PNG in its place. */
export async function writesWebp(): Promise<boolean> {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d');
  const { type } = await canvas.convertToBlob({ type: 'image/webp' });
  return type === 'image/webp';
}

const WHITE: Background = { kind: 'color', rgb: [255, 255, 255] };

/** JPEG has no alpha: it gets white where no background was chosen. */
export function backgroundFor(type: ImageType, background: Background): Background {
  return type === 'jpeg' && background.kind === 'transparent' ? WHITE : background;
}

/**
 * The same as WebP (lossy with alpha at quality 0..1) or JPEG (no alpha: on white where no background is chosen), through the
 * browser's encoder.
 * @throws SegError as {@link cutoutPng}; `unsupported-image` where the browser does not write the format or a side is too long for it
 */
export async function cutoutEncoded(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  type: 'webp' | 'jpeg',
  options: CutoutOptions = DEFAULT_CUTOUT,
  quality = 0.92,
  signal?: AbortSignal,
): Promise<Blob> {
  const region = cutoutRegion(softs, full, options);
  const size = { width: boxWidth(region), height: boxHeight(region) };
  checkSides(size, type);
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = contextOf(canvas);
  const used = { ...options, background: backgroundFor(type, options.background) };
  for await (const { box, rgba } of cutoutStrips(reader, softs, full, region, used, signal)) {
    context.putImageData(new ImageData(rgba, boxWidth(box), boxHeight(box)), box.x0 - region.x0, box.y0 - region.y0);
  }
  return encodeCanvas(canvas, type, quality);
}
