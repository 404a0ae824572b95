/** Pictures with their number drawn in, so that a frame says which one it is. */
import type { Clip } from '../contract/video.ts';

export const WIDTH = 160;
export const HEIGHT = 96;
/** Bits of the frame number, each a square of black or white. */
const BITS = 10;

export function drawNumber(canvas: OffscreenCanvas, number: number): void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  for (let bit = 0; bit < BITS; bit++) {
    context.fillStyle = (number >> bit) & 1 ? '#fff' : '#000';
    context.fillRect(bit * 16, 0, 16, HEIGHT);
  }
}

export async function numberedPicture(number: number, type = 'image/png'): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  drawNumber(canvas, number);
  return canvas.convertToBlob({ type, quality: 1 });
}

export function numberIn(bitmap: ImageBitmap): number {
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 48, bitmap.width, 1);
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) if ((data[4 * (bit * 16 + 8)] ?? 0) > 127) number |= 1 << bit;
  return number;
}

/** The numbers of all frames, one after another. */
export async function numbersIn(clip: Clip): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let i = 0; i < clip.times.length; i++) {
    const bitmap = await clip.frame(i);
    numbers.push(numberIn(bitmap));
    bitmap.close();
  }
  return numbers;
}
