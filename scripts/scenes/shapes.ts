/** Solids as signed distance functions in their own coordinates, each with a bounding radius. */
import { clamp, type Vec } from './vec.ts';

export interface Solid {
  readonly radius: number;
  readonly distance: (x: number, y: number, z: number) => number;
  /** Where a ray (own coordinates, direction of length 1) enters from outside, beyond `from`; Infinity when it misses. Spares the marching. */
  readonly enters?: (o: Vec, d: Vec, from: number) => number;
}

/** A sphere that is hit without marching. */
export function ball(r: number): Solid {
  return {
    ...sphere(r),
    enters: (o, d, from) => {
      const b = o[0] * d[0] + o[1] * d[1] + o[2] * d[2];
      const h = b * b - (o[0] ** 2 + o[1] ** 2 + o[2] ** 2 - r * r);
      const t = h < 0 ? Number.POSITIVE_INFINITY : -b - Math.sqrt(h);
      return t > from ? t : Number.POSITIVE_INFINITY;
    },
  };
}

/** A box with sharp edges that is hit without marching. */
export function slab(a: number, b: number, c: number): Solid {
  const half = [a, b, c];
  return {
    ...roundBox(a, b, c, 0),
    enters: (o, d, from) => {
      let near = Number.NEGATIVE_INFINITY;
      let far = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 3; i++) {
        const inverse = 1 / (d[i] ?? 0);
        const first = (-(half[i] ?? 0) - (o[i] ?? 0)) * inverse;
        const second = ((half[i] ?? 0) - (o[i] ?? 0)) * inverse;
        near = Math.max(near, Math.min(first, second));
        far = Math.min(far, Math.max(first, second));
      }
      return near <= far && near > from ? near : Number.POSITIVE_INFINITY;
    },
  };
}

export function sphere(r: number): Solid {
  return { radius: r, distance: (x, y, z) => Math.sqrt(x * x + y * y + z * z) - r };
}

/** Bound-preserving approximation of an ellipsoid's distance. */
export function ellipsoid(a: number, b: number, c: number): Solid {
  return {
    radius: Math.max(a, b, c),
    distance: (x, y, z) => {
      const k0 = Math.sqrt((x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2);
      const k1 = Math.sqrt((x / (a * a)) ** 2 + (y / (b * b)) ** 2 + (z / (c * c)) ** 2);
      return k1 > 0 ? (k0 * (k0 - 1)) / k1 : -Math.min(a, b, c);
    },
  };
}

export function roundBox(a: number, b: number, c: number, round: number): Solid {
  return {
    radius: Math.hypot(a, b, c),
    distance: (x, y, z) => {
      const qx = Math.abs(x) - a + round;
      const qy = Math.abs(y) - b + round;
      const qz = Math.abs(z) - c + round;
      const out = Math.hypot(Math.max(qx, 0), Math.max(qy, 0), Math.max(qz, 0));
      return out + Math.min(Math.max(qx, qy, qz), 0) - round;
    },
  };
}

/** Ring in the x-y plane; `from` cuts it to x > from (a handle). */
export function torus(big: number, small: number, from: number = Number.NEGATIVE_INFINITY, tall = 1): Solid {
  return {
    radius: big * Math.max(1, tall) + small,
    distance: (x, y, z) => {
      const q = Math.hypot(x, y / tall) - big;
      return Math.max(Math.hypot(q, z) - small, from - x) * (tall > 1 ? 0.85 / 1 : 0.9);
    },
  };
}

export function capsule(half: number, r: number): Solid {
  return {
    radius: half + r,
    distance: (x, y, z) => Math.hypot(x, y - clamp(y, -half, half), z) - r,
  };
}

/** A vessel: the wall between two half-profiles around the y axis. Points are [radius, height], from the outer foot to the rim. */
export function vessel(profile: readonly (readonly [number, number])[], wall: number): Solid {
  const reach = Math.max(...profile.map(([r, y]) => Math.hypot(r, y))) + wall;
  return {
    radius: reach,
    distance: (x, y, z) => {
      const r = Math.hypot(x, z);
      let best = 1e9;
      for (let i = 0; i + 1 < profile.length; i++) {
        const [ar, ay] = profile[i] ?? [0, 0];
        const [br, by] = profile[i + 1] ?? [0, 0];
        const t = clamp(((r - ar) * (br - ar) + (y - ay) * (by - ay)) / ((br - ar) ** 2 + (by - ay) ** 2), 0, 1);
        best = Math.min(best, (r - ar - t * (br - ar)) ** 2 + (y - ay - t * (by - ay)) ** 2);
      }
      return Math.sqrt(best) - wall;
    },
  };
}

/** An apple: a sphere with a dimple above and a narrower foot. */
export function apple(r: number): Solid {
  return {
    radius: r * 1.1,
    distance: (x, y, z) => {
      const flat = Math.hypot(x, z);
      const taper = 1 + (0.12 * y) / r;
      const dimple = 0.42 * r * Math.exp(-((flat / (0.3 * r)) ** 2)) * (y > 0 ? 1 : 0.35);
      return (Math.hypot(flat / taper, y * 1.05) - r * 0.98 + dimple * 0.6) * 0.6;
    },
  };
}

/** A pear. */
export function pear(r: number): Solid {
  return {
    radius: r * 1.95,
    distance: (x, y, z) => {
      const d1 = Math.hypot(x, y + 0.35 * r, z) - r * 0.95;
      const d2 = Math.hypot(x, y - 0.95 * r, z) - r * 0.45;
      const k = 0.6 * r;
      const h = clamp(0.5 + (0.5 * (d2 - d1)) / k, 0, 1);
      return (d2 + (d1 - d2) * h - k * h * (1 - h)) * 0.9;
    },
  };
}

/** A petal: a flat, slightly cupped oval lying along +x from the origin. */
export function petal(long: number, wide: number): Solid {
  const oval = ellipsoid(long / 2, 0.045, wide / 2);
  return {
    radius: long,
    distance: (x, y, z) => oval.distance(x - long / 2, y - 0.5 * (x / long) ** 2 * 0.28 - 0.3 * z * z, z) * 0.8,
  };
}
