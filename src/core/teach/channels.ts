/** Which channels of an activation say most about a picture. */
import type { Size } from '../geometry/space.ts';
import type { Planes } from './pca.ts';

/** Variance of one channel over the picture part of the planes. */
function variance({ width, height, data }: Planes, channel: number, content: Size): number {
  const columns = Math.min(width, Math.ceil(content.width));
  const rows = Math.min(height, Math.ceil(content.height));
  const start = channel * width * height;
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const v = data[start + y * width + x] ?? 0;
      sum += v;
      squares += v * v;
    }
  }
  const n = Math.max(1, columns * rows);
  return squares / n - (sum / n) ** 2;
}

/**
 * The channels that vary most over the picture, the strongest first.
 *
 * @param content the top-left part of the planes that is picture
 */
export function strongestChannels(planes: Planes, content: Size, most: number): readonly number[] {
  const strength = Array.from({ length: planes.channels }, (_, c) => variance(planes, c, content));
  return strength
    .map((_, c) => c)
    .sort((a, b) => (strength[b] ?? 0) - (strength[a] ?? 0) || a - b)
    .slice(0, most);
}
