/** A cut-out in a frame of its own: on a colour, the blurred picture or another picture, with a shadow. */
import type { CutoutOptions } from '../../contract/export.ts';
import { boxHeight, boxWidth } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { type Composition, frameObject } from '../../core/image/frame.ts';
import type { SoftMask } from '../../core/mask/soft-edge.ts';
import { type PixelReader, paintBackdrop } from './backdrop.ts';
import { contextOf } from './canvas.ts';
import { cutoutRegion, cutoutStrips } from './cutout.ts';

/** The objects alone, trimmed, at full size. */
async function trimmed(
  reader: PixelReader,
  softs: readonly SoftMask[],
  full: Size,
  options: CutoutOptions,
  signal: AbortSignal | undefined,
): Promise<OffscreenCanvas> {
  const alone: CutoutOptions = { ...options, trim: true, background: { kind: 'transparent' } };
  const region = cutoutRegion(softs, full, alone);
  const canvas = new OffscreenCanvas(boxWidth(region), boxHeight(region));
  const context = contextOf(canvas);
  for await (const { box, rgba } of cutoutStrips(reader, softs, full, region, alone, signal)) {
    context.putImageData(new ImageData(rgba, boxWidth(box), boxHeight(box)), box.x0 - region.x0, box.y0 - region.y0);
  }
  return canvas;
}

interface Made {
  readonly picture: object;
  readonly softs: readonly SoftMask[];
  readonly options: Pick<CutoutOptions, 'edge' | 'tune' | 'unknown'>;
  readonly canvas: OffscreenCanvas;
}

function same(a: readonly SoftMask[], b: readonly SoftMask[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ box, alpha }, i) => {
      const other = b[i];
      if (!other || box.x0 !== other.box.x0 || box.y0 !== other.box.y0 || alpha.length !== other.alpha.length)
        return false;
      return boxWidth(box) === boxWidth(other.box) && alpha.every((v, at) => v === other.alpha[at]);
    })
  );
}

/** Composes cut-outs; keeps the last object, so that moving it in its frame does not look for its edge again. */
export class Composer {
  #last: Made | null = null;

  /**
   * @param picture stands for the pixels that the reader gives
   * @throws SegError as `cutoutPng`
   */
  async compose(
    picture: object,
    reader: PixelReader,
    softs: readonly SoftMask[],
    full: Size,
    options: CutoutOptions,
    composition: Composition,
    signal: AbortSignal | undefined,
  ): Promise<OffscreenCanvas> {
    const { edge, tune, unknown } = options;
    const last = this.#last;
    const known =
      last?.picture === picture &&
      last.options.edge === edge &&
      last.options.tune === tune &&
      last.options.unknown.length === unknown.length &&
      last.options.unknown.every((mask, i) => mask === unknown[i]) &&
      same(last.softs, softs);
    const object = known ? last.canvas : await trimmed(reader, softs, full, options, signal);
    this.#last = { picture, softs, options: { edge, tune, unknown }, canvas: object };
    const { frame, matrix } = frameObject(object, composition);
    const canvas = new OffscreenCanvas(frame.width, frame.height);
    const context = contextOf(canvas);
    await paintBackdrop(context, options.background, reader, full, signal);
    const { shadow } = composition;
    if (shadow && shadow.opacity > 0) {
      const side = Math.min(frame.width, frame.height);
      context.shadowColor = `rgb(0 0 0 / ${shadow.opacity})`;
      // The standard deviation is half of what the canvas calls its blur.
      context.shadowBlur = 2 * shadow.blur * side;
      context.shadowOffsetY = shadow.drop * side;
    }
    context.setTransform(...matrix);
    context.drawImage(object, 0, 0);
    return canvas;
  }
}
