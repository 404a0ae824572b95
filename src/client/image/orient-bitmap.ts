/** Turning bitmaps upright where the browser's decoder does not. */

/** Matrix of each orientation for a bitmap of `w` x `h` pixels, as `setTransform` takes it. */
const MAPS: Readonly<Record<number, (w: number, h: number) => [number, number, number, number, number, number]>> = {
  2: (w) => [-1, 0, 0, 1, w, 0],
  3: (w, h) => [-1, 0, 0, -1, w, h],
  4: (_, h) => [1, 0, 0, -1, 0, h],
  5: () => [0, 1, 1, 0, 0, 0],
  6: (_, h) => [0, 1, -1, 0, h, 0],
  7: (w, h) => [0, -1, -1, 0, h, w],
  8: (w) => [0, -1, 1, 0, 0, w],
};

/** @param orientation EXIF orientation 1..8 @returns the upright bitmap; the one that was given is closed when it is another */
export function orientBitmap(bitmap: ImageBitmap, orientation: number): ImageBitmap {
  const map = MAPS[orientation];
  if (!map) return bitmap;
  const { width: w, height: h } = bitmap;
  const canvas = new OffscreenCanvas(orientation >= 5 ? h : w, orientation >= 5 ? w : h);
  const context = canvas.getContext('2d');
  context?.setTransform(...map(w, h));
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}
