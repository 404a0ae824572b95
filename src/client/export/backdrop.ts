/** What lies behind a cut-out, strip by strip: a colour, the picture itself blurred, or another picture. */
import type { Background } from '../../contract/export.ts';
import { boxHeight, boxWidth, type ImageBox } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { openPicture } from '../image/open-picture.ts';
import { contextOf } from './canvas.ts';

/** Where the full-size pixels come from; RGBA with straight alpha. */
export interface PixelReader {
  readonly read: (box: ImageBox) => ImageData | Promise<ImageData>;
}

/** Rows a strip; 256 rows of a 12 000-pixel-wide picture are 12 MB. */
export const ROWS = 256;

/** Opaque colours behind a cut-out. Close it. */
export interface Backdrop {
  /** The colours of a part of the full-size picture; `i` is four times the pixel's index in it, `channel` 0, 1 or 2. */
  readonly strip: (box: ImageBox) => (i: number, channel: number) => number;
  readonly close: () => void;
}

/** A small copy of the picture that, enlarged smoothly, looks blurred; read in bands so that size does not matter. */
async function blurSource(reader: PixelReader, full: Size, sigma: number): Promise<OffscreenCanvas> {
  const scale = Math.min(1, 1 / Math.max(1, sigma));
  const width = Math.max(2, Math.round(full.width * scale));
  const height = Math.max(2, Math.round(full.height * scale));
  const small = new OffscreenCanvas(width, height);
  const context = contextOf(small);
  for (let y = 0; y < full.height; y += ROWS) {
    const y1 = Math.min(full.height, y + ROWS);
    const band = await createImageBitmap(await reader.read({ x0: 0, y0: y, x1: full.width, y1 }));
    context.drawImage(band, 0, (y * height) / full.height, width, ((y1 - y) * height) / full.height);
    band.close();
  }
  return small;
}

/** A source drawn over `place` (full-size pixels); its transparent parts are white. */
function drawn(source: OffscreenCanvas | ImageBitmap, place: ImageBox): Backdrop['strip'] {
  return (box) => {
    const canvas = new OffscreenCanvas(boxWidth(box), boxHeight(box));
    const context = contextOf(canvas, true);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, place.x0 - box.x0, place.y0 - box.y0, boxWidth(place), boxHeight(place));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return (i, channel) => data[i + channel] ?? 0;
  };
}

/** Where a picture lies that covers another without changing its own shape, centred. */
export function covering(inner: Size, full: Size): ImageBox {
  const scale = Math.max(full.width / inner.width, full.height / inner.height);
  const x0 = (full.width - inner.width * scale) / 2;
  const y0 = (full.height - inner.height * scale) / 2;
  return { x0, y0, x1: x0 + inner.width * scale, y1: y0 + inner.height * scale };
}

/**
 * @param reader the picture that is cut out
 * @returns null for no background
 * @throws SegError `bad-file`, `bad-image`, `unsupported-image`, `image-too-large` for a picture that does not open,
 * `out-of-memory`, `aborted`
 */
export async function openBackdrop(
  background: Background,
  reader: PixelReader,
  full: Size,
  signal: AbortSignal | undefined,
): Promise<Backdrop | null> {
  const close = (): void => undefined;
  switch (background.kind) {
    case 'transparent':
      return null;
    case 'color':
      return { strip: () => (_, channel) => background.rgb[channel] ?? 0, close };
    case 'blur': {
      const small = await blurSource(reader, full, background.sigma);
      return { strip: drawn(small, { x0: 0, y0: 0, x1: full.width, y1: full.height }), close };
    }
    case 'picture': {
      const { blob, name } = background;
      const { bitmap, size } = await openPicture(blob, name, signal ?? new AbortController().signal);
      return { strip: drawn(bitmap, covering(size, full)), close: () => bitmap.close() };
    }
  }
}

/**
 * Paints a background over the whole of a canvas, where pictures cover it without changing their shape, centred. The picture's own
 * blur is as wide as on the picture itself.
 * @throws SegError as {@link openBackdrop}
 */
export async function paintBackdrop(
  context: OffscreenCanvasRenderingContext2D,
  background: Background,
  reader: PixelReader,
  full: Size,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { width, height } = context.canvas;
  const cover = (source: OffscreenCanvas | ImageBitmap, size: Size): void => {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    const { x0, y0, x1, y1 } = covering(size, { width, height });
    context.drawImage(source, x0, y0, x1 - x0, y1 - y0);
  };
  switch (background.kind) {
    case 'transparent':
      return;
    case 'color':
      context.fillStyle = `rgb(${background.rgb.join(' ')})`;
      context.fillRect(0, 0, width, height);
      return;
    case 'blur':
      cover(await blurSource(reader, full, background.sigma), full);
      return;
    case 'picture': {
      const { bitmap, size } = await openPicture(
        background.blob,
        background.name,
        signal ?? new AbortController().signal,
      );
      cover(bitmap, size);
      bitmap.close();
    }
  }
}
