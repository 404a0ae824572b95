/**
 * Pictures whose alpha is exact because they are composed from it: hair, fur, glass, motion blur and thin wires over textured
 * grounds. Coverage is counted on a fine grid, as a renderer does; the rough mask is what a model of 256 px would give.
 */

import type { GuideCrop } from '../../src/core/edges/guided-filter.ts';
import { boxOfSize } from '../../src/core/geometry/box.ts';
import { fractal, type Random, randomFrom } from './vec.ts';

/** A picture with the exact alpha and foreground of what is in it. */
export interface AlphaScene {
  readonly name: string;
  readonly guide: GuideCrop;
  readonly width: number;
  readonly height: number;
  /** float32 [height, width], 0..1. */
  readonly alpha: Float32Array<ArrayBuffer>;
  /** The object's colours without the ground, uint8 [height, width, 3]. */
  readonly front: Uint8ClampedArray<ArrayBuffer>;
  /** Binary mask of the picture reduced to 256 px on the longer side and enlarged again, 0 or 255. */
  readonly rough: Uint8ClampedArray<ArrayBuffer>;
}

type Rgb = readonly [number, number, number];

/** Coverage drawn on a grid `fine` times as fine as the picture. */
class Coverage {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly fine: number;

  constructor(width: number, height: number, fine: number) {
    this.width = width;
    this.height = height;
    this.fine = fine;
    this.data = new Uint8Array(width * fine * height * fine);
  }

  disc(x: number, y: number, radius: number): void {
    const { fine, data } = this;
    const [w, h] = [this.width * fine, this.height * fine];
    const [cx, cy, r] = [x * fine, y * fine, radius * fine];
    for (let v = Math.max(0, Math.floor(cy - r)); v <= Math.min(h - 1, Math.ceil(cy + r)); v++) {
      for (let u = Math.max(0, Math.floor(cx - r)); u <= Math.min(w - 1, Math.ceil(cx + r)); u++) {
        if ((u + 0.5 - cx) ** 2 + (v + 0.5 - cy) ** 2 <= r * r) data[v * w + u] = 1;
      }
    }
  }

  /** A strand along a quadratic curve that thins towards its end. */
  strand(
    from: readonly [number, number],
    bend: readonly [number, number],
    to: readonly [number, number],
    r: number,
  ): void {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) + Math.hypot(bend[0] - from[0], bend[1] - from[1]);
    const steps = Math.ceil(length * 3);
    for (let s = 0; s <= steps; s++) {
      const t = s / steps;
      const a = (1 - t) ** 2;
      const b = 2 * t * (1 - t);
      const c = t * t;
      this.disc(a * from[0] + b * bend[0] + c * to[0], a * from[1] + b * bend[1] + c * to[1], r * (1 - 0.7 * t));
    }
  }

  alpha(): Float32Array<ArrayBuffer> {
    const { width, height, fine, data } = this;
    const out = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let v = 0; v < fine; v++) {
          const row = (y * fine + v) * width * fine + x * fine;
          for (let u = 0; u < fine; u++) sum += data[row + u] ?? 0;
        }
        out[y * width + x] = sum / (fine * fine);
      }
    }
    return out;
  }
}

function strands(cover: Coverage, random: Random, count: number, reach: number, r: number): void {
  const [cx, cy, body] = [cover.width / 2, cover.height / 2, cover.height * 0.26];
  cover.disc(cx, cy, body);
  for (let i = 0; i < count; i++) {
    const a = 2 * Math.PI * random();
    const far = body + reach * (0.5 + random());
    const turn = a + (random() - 0.5) * 0.5;
    const mid = a + (random() - 0.5) * 0.3;
    cover.strand(
      [cx + body * 0.95 * Math.cos(a), cy + body * 0.95 * Math.sin(a)],
      [cx + (body + far) * 0.5 * Math.cos(mid), cy + (body + far) * 0.5 * Math.sin(mid)],
      [cx + far * Math.cos(turn), cy + far * Math.sin(turn)],
      r,
    );
  }
}

/** Alpha of each kind, at a picture's size. */
const KINDS: Readonly<Record<string, (width: number, height: number, random: Random) => Float32Array<ArrayBuffer>>> = {
  hair: (width, height, random) => {
    const cover = new Coverage(width, height, 4);
    strands(cover, random, 420, height * 0.09, height / 480);
    return cover.alpha();
  },
  fur: (width, height, random) => {
    const cover = new Coverage(width, height, 4);
    strands(cover, random, 1400, height * 0.03, height / 400);
    return cover.alpha();
  },
  glass: (width, height) => {
    const cover = new Coverage(width, height, 4);
    cover.disc(width / 2, height / 2, height * 0.3);
    // Clear in the middle, opaque at the rim.
    return cover.alpha().map((a, i) => {
      const away = Math.hypot((i % width) + 0.5 - width / 2, Math.floor(i / width) + 0.5 - height / 2) / (height * 0.3);
      return a * Math.min(1, 0.35 + 0.65 * away ** 4);
    });
  },
  'motion blur': (width, height) => {
    const cover = new Coverage(width, height, 4);
    cover.disc(width / 2, height / 2, height * 0.27);
    const sharp = cover.alpha();
    const smear = Math.round(width / 60);
    return Float32Array.from(sharp, (_, i) => {
      let sum = 0;
      for (let d = -smear; d <= smear; d++) {
        const x = Math.min(width - 1, Math.max(0, (i % width) + d));
        sum += sharp[i - (i % width) + x] ?? 0;
      }
      return sum / (2 * smear + 1);
    });
  },
  'thin wires': (width, height, random) => {
    const cover = new Coverage(width, height, 4);
    cover.disc(width / 2, height * 0.55, height * 0.16);
    for (let i = 0; i < 9; i++) {
      const x = width * (0.15 + 0.7 * random());
      cover.strand([width / 2, height * 0.5], [x, height * 0.3], [x, height * 0.05], height / 170);
    }
    return cover.alpha();
  },
};

/** A ground or a surface with soft patches of two colours. */
function texture(a: Rgb, b: Rgb, size: number, seed: number): (x: number, y: number) => Rgb {
  return (x, y) => {
    const t = Math.min(1, Math.max(0, 2 * fractal([x / size, y / size, seed]) - 0.5));
    return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])];
  };
}

/** Binary mask at 256 px on the longer side, enlarged bilinearly and cut at one half. */
function roughOf(alpha: Float32Array, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const k = 256 / Math.max(width, height);
  const [w, h] = [Math.round(width * k), Math.round(height * k)];
  const small = new Float32Array(w * h);
  const count = new Float32Array(w * h);
  for (let i = 0; i < alpha.length; i++) {
    const at =
      Math.min(h - 1, Math.floor(Math.floor(i / width) * k)) * w + Math.min(w - 1, Math.floor((i % width) * k));
    small[at] = (small[at] ?? 0) + (alpha[i] ?? 0);
    count[at] = (count[at] ?? 0) + 1;
  }
  for (let i = 0; i < small.length; i++) small[i] = (small[i] ?? 0) / Math.max(1, count[i] ?? 1);
  return Uint8ClampedArray.from(alpha, (_, i) => {
    const fx = Math.min(w - 1, Math.max(0, ((i % width) + 0.5) * k - 0.5));
    const fy = Math.min(h - 1, Math.max(0, (Math.floor(i / width) + 0.5) * k - 0.5));
    const [x, y] = [Math.floor(fx), Math.floor(fy)];
    const at = (u: number, v: number): number => small[Math.min(h - 1, v) * w + Math.min(w - 1, u)] ?? 0;
    const [u, v] = [fx - x, fy - y];
    const value =
      (at(x, y) * (1 - u) + at(x + 1, y) * u) * (1 - v) + (at(x, y + 1) * (1 - u) + at(x + 1, y + 1) * u) * v;
    return value > 0.5 ? 255 : 0;
  });
}

/** Names of the scenes. */
export const ALPHA_SCENES: readonly string[] = Object.keys(KINDS);

/** @throws Error for a name that is not among {@link ALPHA_SCENES} */
export function alphaScene(name: string, width: number, height: number, seed = 1): AlphaScene {
  const kind = KINDS[name];
  if (!kind) throw new Error(`no scene is called ${name}`);
  const random = randomFrom(seed * 7919 + name.length);
  const alpha = kind(width, height, random);
  const own = texture([168, 110, 62], [92, 56, 34], width / 18, seed);
  const ground = texture([96, 138, 150], [168, 190, 160], width / 9, seed + 40);
  const rgba = new Uint8ClampedArray(width * height * 4);
  const front = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < alpha.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const f = own(x, y);
    const b = ground(x, y);
    const a = alpha[i] ?? 0;
    const grain = (random() - 0.5) * 8;
    for (let c = 0; c < 3; c++) {
      front[3 * i + c] = f[c] ?? 0;
      rgba[4 * i + c] = a * (f[c] ?? 0) + (1 - a) * (b[c] ?? 0) + grain;
    }
    rgba[4 * i + 3] = 255;
  }
  return {
    name,
    guide: { box: boxOfSize({ width, height }), rgba },
    width,
    height,
    alpha,
    front,
    rough: roughOf(alpha, width, height),
  };
}
