/** SVG drawings become pixels inside an `<img>`: there no script runs and nothing is fetched. */
import { SegError } from '../../contract/errors.ts';

/** Drawings smaller than this are enlarged: they have no pixels of their own. */
const LEAST_SIDE = 1024;
const MOST_SIDE = 4096;

/** @throws SegError `bad-image`, `unsupported-image` */
export async function decodeSvg(blob: Blob): Promise<ImageBitmap> {
  const url = URL.createObjectURL(new Blob([blob], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode().catch((cause: unknown) => {
      throw new SegError('bad-image', 'the SVG drawing is damaged: the browser cannot draw it', { cause });
    });
    const width = image.naturalWidth || 300;
    const height = image.naturalHeight || 150;
    const longest = Math.max(width, height);
    const scale = Math.min(Math.max(1, LEAST_SIDE / longest), MOST_SIDE / longest);
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new SegError('out-of-memory', 'no memory for the drawing');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    try {
      // Some browsers taint the canvas for embedded HTML; such a bitmap could be neither drawn by WebGL nor exported.
      context.getImageData(0, 0, 1, 1);
    } catch (cause) {
      throw new SegError('unsupported-image', 'the SVG embeds content that the browser keeps locked', { cause });
    }
    return canvas.transferToImageBitmap();
  } finally {
    URL.revokeObjectURL(url);
  }
}
