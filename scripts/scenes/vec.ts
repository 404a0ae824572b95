/** Three-vectors and repeatable random numbers of the scene renderer. */
export type Vec = readonly [number, number, number];

export const add = (a: Vec, b: Vec): Vec => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const sub = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vec, s: number): Vec => [a[0] * s, a[1] * s, a[2] * s];
export const times = (a: Vec, b: Vec): Vec => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec, b: Vec): Vec => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vec): number => Math.sqrt(dot(a, a));
export const unit = (a: Vec): Vec => scale(a, 1 / length(a));
export const mix = (a: Vec, b: Vec, t: number): Vec => add(scale(a, 1 - t), scale(b, t));
export const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
export const smooth = (low: number, high: number, x: number): number => {
  const t = clamp((x - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
};

export type Random = () => number;

/** Numbers in 0..1 that depend on the seed only (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function lattice(x: number, y: number, z: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 2147483647 - 61);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Value noise in 0..1, smooth between whole-number points. */
export function noise(p: Vec): number {
  const [x, y, z] = [Math.floor(p[0]), Math.floor(p[1]), Math.floor(p[2])];
  const [u, v, w] = [smooth(0, 1, p[0] - x), smooth(0, 1, p[1] - y), smooth(0, 1, p[2] - z)];
  const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;
  const plane = (k: number): number =>
    lerp(
      lerp(lattice(x, y, z + k), lattice(x + 1, y, z + k), u),
      lerp(lattice(x, y + 1, z + k), lattice(x + 1, y + 1, z + k), u),
      v,
    );
  return lerp(plane(0), plane(1), w);
}

/** Noise of four octaves, about 0..1. */
export function fractal(p: Vec): number {
  return noise(p) * 0.53 + noise(scale(p, 2.03)) * 0.27 + noise(scale(p, 4.1)) * 0.13 + noise(scale(p, 8.3)) * 0.07;
}
