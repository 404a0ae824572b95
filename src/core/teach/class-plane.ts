/** Classes of pixels as a colour plane: colours that survive colour blindness, with patterns for whoever cannot tell them apart. */
import { boxOfSize, type ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';

/** Straight sRGB 0..1, and a pattern in a darker shade of it. */
export interface ClassPaint {
  readonly color: readonly [number, number, number];
  readonly pattern: 'solid' | 'stripes' | 'dots' | 'grid';
}

/** Layout [3, height, width]; where nothing is painted the first channel is -Infinity. */
export interface ColourPlane extends Size {
  readonly data: Float32Array<ArrayBuffer>;
  readonly content: Size;
  readonly box: ImageBox;
}

const DARK = 0.35;

function isInk(pattern: ClassPaint['pattern'], x: number, y: number, period: number): boolean {
  switch (pattern) {
    case 'solid':
      return false;
    case 'stripes':
      return (x + y) % period < period / 3;
    case 'dots':
      return (x % period) - period / 2 < 0 && (y % period) - period / 2 < 0;
    case 'grid':
      return x % period < period / 4 || y % period < period / 4;
  }
}

/**
 * @param classes one class a pixel, row-major
 * @param paints by class; null leaves the pixel clear
 * @param picture the picture's size where it is not that of `classes`
 * @param most longest side of the plane; larger maps are reduced by nearest pixel centres
 */
export function paintClasses(
  classes: Size & { readonly data: ArrayLike<number> },
  paints: readonly (ClassPaint | null)[],
  picture: Size = classes,
  most = 1024,
): ColourPlane {
  const scale = Math.min(1, most / Math.max(classes.width, classes.height));
  const width = Math.max(1, Math.round(classes.width * scale));
  const height = Math.max(1, Math.round(classes.height * scale));
  const period = Math.max(4, Math.round(Math.max(width, height) / 64));
  const plane = width * height;
  const data = new Float32Array(3 * plane);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * classes.height) / height) * classes.width;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const paint = paints[classes.data[row + Math.floor(((x + 0.5) * classes.width) / width)] ?? 0];
      if (!paint) {
        data[at] = Number.NEGATIVE_INFINITY;
        continue;
      }
      const shade = isInk(paint.pattern, x, y, period) ? DARK : 1;
      for (let c = 0; c < 3; c++) data[c * plane + at] = (paint.color[c] ?? 0) * shade;
    }
  }
  return { width, height, data, content: { width, height }, box: boxOfSize(picture) };
}
