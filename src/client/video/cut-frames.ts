/** Frames with what the masks cover over another background. */
import { SegError, throwIfAborted } from '../../contract/errors.ts';
import type { NamedBlob } from '../../contract/export.ts';
import type { FilmCut } from '../../contract/video.ts';
import type { Size } from '../../core/geometry/space.ts';
import { type PackedMask, unpackRegion } from '../../core/mask/packed.ts';

/** A canvas that is read or encoded. */
export interface Canvas {
  readonly canvas: OffscreenCanvas;
  readonly context: OffscreenCanvasRenderingContext2D;
}

/** @throws SegError `out-of-memory` */
export function canvasOf({ width, height }: Size): Canvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
  return { canvas, context };
}

/** Draws the cut of one frame after another onto one canvas. */
export interface CutPainter extends Canvas {
  paint(frame: number): Promise<void>;
  close(): void;
}

/** @throws SegError `bad-file` for a background that is no picture, `out-of-memory` */
export async function cutPainter({ clip, mask, background }: FilmCut): Promise<CutPainter> {
  const { width, height } = clip.size;
  const cut = canvasOf(clip.size);
  const target = canvasOf(clip.size);
  const behind =
    background.kind === 'picture'
      ? await createImageBitmap(background.blob).catch((cause: unknown) => {
          throw new SegError('bad-file', 'the background is no picture that this browser reads', { cause });
        })
      : null;
  const ground = (bitmap: ImageBitmap): void => {
    const { context } = target;
    context.clearRect(0, 0, width, height);
    if (background.kind === 'color') {
      context.fillStyle = `rgb(${background.rgb.join(' ')})`;
      context.fillRect(0, 0, width, height);
    } else if (background.kind === 'blur') {
      context.filter = `blur(${background.sigma}px)`;
      // Drawn larger, so that the edge of the frame is not blurred into nothing.
      const by = 2 * background.sigma;
      context.drawImage(bitmap, -by, -by, width + 2 * by, height + 2 * by);
      context.filter = 'none';
    } else if (behind) {
      const scale = Math.max(width / behind.width, height / behind.height);
      const [w, h] = [behind.width * scale, behind.height * scale];
      context.drawImage(behind, (width - w) / 2, (height - h) / 2, w, h);
    }
  };
  return {
    ...target,
    async paint(frame) {
      const bitmap = await clip.frame(frame);
      try {
        ground(bitmap);
        cut.context.clearRect(0, 0, width, height);
        if (fillMask(cut.context, mask(frame))) {
          cut.context.globalCompositeOperation = 'source-in';
          cut.context.drawImage(bitmap, 0, 0, width, height);
          cut.context.globalCompositeOperation = 'source-over';
          target.context.drawImage(cut.canvas, 0, 0);
        }
      } finally {
        bitmap.close();
      }
    },
    close: () => behind?.close(),
  };
}

/** White where the mask covers; false where it covers nothing. */
function fillMask(context: OffscreenCanvasRenderingContext2D, mask: PackedMask): boolean {
  const { box } = mask;
  if (box.x1 <= box.x0) return false;
  const { data, width, height } = unpackRegion(mask, box);
  const pixels = new ImageData(width, height);
  for (let i = 0; i < data.length; i++) if (data[i] === 1) pixels.data.fill(255, 4 * i, 4 * i + 4);
  context.putImageData(pixels, box.x0, box.y0);
  return true;
}

/** Every frame of the cut as a PNG file, numbered as in the video. @throws SegError as `cutPainter`, `aborted` */
export async function cutPictures(
  cut: FilmCut,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<readonly NamedBlob[]> {
  const painter = await cutPainter(cut);
  const files: NamedBlob[] = [];
  try {
    for (const frame of cut.frames) {
      throwIfAborted(signal);
      await painter.paint(frame);
      const blob = await painter.canvas.convertToBlob({ type: 'image/png' });
      files.push({ name: `${String(frame).padStart(5, '0')}.png`, blob });
      report(files.length, cut.frames.length);
    }
  } finally {
    painter.close();
  }
  return files;
}
