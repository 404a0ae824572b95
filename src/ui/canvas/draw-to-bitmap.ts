/** The picture with its layers as a bitmap of its own: overview pictures of exports and reports. */
import { SegError } from '../../contract/errors.ts';
import { imagePoint, type Size } from '../../core/geometry/space.ts';
import { StageRenderer } from './renderer.ts';
import type { MaskLayer, StagePicture } from './stage-types.ts';

/**
 * Draws what the stage would show of the whole picture, `size` pixels large, ants standing still.
 * The result is the caller's to close.
 *
 * @throws SegError `webgl-lost`, or `image-too-large` beyond what the graphics card can draw
 */
export function drawToBitmap(picture: StagePicture, layers: readonly MaskLayer[], size: Size): ImageBitmap {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const renderer = new StageRenderer(canvas);
  try {
    const gl = canvas.getContext('webgl2');
    if (gl && (gl.drawingBufferWidth !== size.width || gl.drawingBufferHeight !== size.height)) {
      throw new SegError(
        'image-too-large',
        `the graphics card cannot draw ${size.width} x ${size.height} pixels at once`,
      );
    }
    const scale = size.width / picture.size.width;
    // Outlines keep their share of the picture: one "CSS pixel" is a thousandth of the longer side.
    const ratio = Math.max(1, Math.max(size.width, size.height) / 1000);
    renderer.draw({
      picture,
      layers,
      view: { centre: imagePoint(picture.size.width / 2, picture.size.height / 2), zoom: scale / ratio },
      devicePixelRatio: ratio,
      time: null,
    });
    return canvas.transferToImageBitmap();
  } finally {
    renderer.dispose();
    canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
