/** A small path tracer: sphere tracing inside bounding spheres, one area light sampled directly, sky by chance, thin lens. */
import type { Scene, Surface, Thing } from './scene.ts';
import { add, cross, dot, type Random, randomFrom, scale, sub, times, unit, type Vec } from './vec.ts';

interface Placed {
  readonly thing: Thing;
  readonly cx: number;
  readonly cy: number;
  readonly cz: number;
  readonly r2: number;
  /** Rows of the rotation world -> own coordinates. */
  readonly m: readonly number[];
}

interface Hit {
  readonly t: number;
  readonly index: number;
}

const FAR = 1e9;
const NEAR = 4e-3;

function place(thing: Thing): Placed {
  const [c, s] = [Math.cos(thing.turn), Math.sin(thing.turn)];
  const [a, b] = [Math.cos(thing.tilt), Math.sin(thing.tilt)];
  // own = tilt^-1 * turn^-1 * world
  const m = [a * c, b, -a * s, -b * c, a, b * s, s, 0, c];
  const r = thing.solid.radius * 1.02;
  return { thing, cx: thing.at[0], cy: thing.at[1], cz: thing.at[2], r2: r * r, m };
}

function cosine(n: Vec, random: Random): Vec {
  const u = 2 * Math.PI * random();
  const z = 2 * random() - 1;
  const r = Math.sqrt(Math.max(0, 1 - z * z));
  const d: Vec = [n[0] + r * Math.cos(u), n[1] + r * Math.sin(u), n[2] + z];
  const l = Math.hypot(d[0], d[1], d[2]);
  return l > 1e-6 ? scale(d, 1 / l) : n;
}

/** Traces one scene; pure in (scene, seed). */
export class Tracer {
  private readonly scene: Scene;
  private readonly placed: readonly Placed[];

  constructor(scene: Scene) {
    this.scene = scene;
    this.placed = scene.things.map(place);
  }

  private own(p: Placed, x: number, y: number, z: number): Vec {
    const { m } = p;
    const [dx, dy, dz] = [x - p.cx, y - p.cy, z - p.cz];
    return [
      (m[0] ?? 0) * dx + (m[1] ?? 0) * dy + (m[2] ?? 0) * dz,
      (m[3] ?? 0) * dx + (m[4] ?? 0) * dy + (m[5] ?? 0) * dz,
      (m[6] ?? 0) * dx + (m[7] ?? 0) * dy + (m[8] ?? 0) * dz,
    ];
  }

  /** Nearest hit before `most`; with `any`, the first found. */
  hit(o: Vec, d: Vec, most: number, any: boolean): Hit | null {
    let nearest = most;
    let index = -1;
    for (let i = 0; i < this.placed.length; i++) {
      const p = this.placed[i];
      if (!p) continue;
      const [ox, oy, oz] = [o[0] - p.cx, o[1] - p.cy, o[2] - p.cz];
      const b = ox * d[0] + oy * d[1] + oz * d[2];
      const c = ox * ox + oy * oy + oz * oz - p.r2;
      const h = b * b - c;
      if (h < 0) continue;
      const root = Math.sqrt(h);
      const end = Math.min(nearest, root - b);
      let t = Math.max(NEAR, -root - b);
      if (t >= end) continue;
      const { m } = p;
      const distance = p.thing.solid.distance;
      const lx = (m[0] ?? 0) * ox + (m[1] ?? 0) * oy + (m[2] ?? 0) * oz;
      const ly = (m[3] ?? 0) * ox + (m[4] ?? 0) * oy + (m[5] ?? 0) * oz;
      const lz = (m[6] ?? 0) * ox + (m[7] ?? 0) * oy + (m[8] ?? 0) * oz;
      const ex = (m[0] ?? 0) * d[0] + (m[1] ?? 0) * d[1] + (m[2] ?? 0) * d[2];
      const ey = (m[3] ?? 0) * d[0] + (m[4] ?? 0) * d[1] + (m[5] ?? 0) * d[2];
      const ez = (m[6] ?? 0) * d[0] + (m[7] ?? 0) * d[1] + (m[8] ?? 0) * d[2];
      const { enters } = p.thing.solid;
      if (enters) {
        t = enters([lx, ly, lz], [ex, ey, ez], NEAR);
        if (t < nearest) {
          nearest = t;
          index = i;
        }
        if (any && index >= 0) break;
        continue;
      }
      for (let step = 0; step < 140 && t < end; step++) {
        const away = distance(lx + ex * t, ly + ey * t, lz + ez * t);
        if (away < 4e-4 + 1e-4 * t) {
          nearest = t;
          index = i;
          break;
        }
        t += Math.max(away, 2e-4);
      }
      if (any && index >= 0) break;
    }
    return index >= 0 ? { t: nearest, index } : null;
  }

  private normal(p: Placed, q: Vec): Vec {
    const e = 1e-3;
    const f = p.thing.solid.distance;
    const n: Vec = [
      f(q[0] + e, q[1], q[2]) - f(q[0] - e, q[1], q[2]),
      f(q[0], q[1] + e, q[2]) - f(q[0], q[1] - e, q[2]),
      f(q[0], q[1], q[2] + e) - f(q[0], q[1], q[2] - e),
    ];
    const { m } = p;
    const world: Vec = [
      (m[0] ?? 0) * n[0] + (m[3] ?? 0) * n[1] + (m[6] ?? 0) * n[2],
      (m[1] ?? 0) * n[0] + (m[4] ?? 0) * n[1] + (m[7] ?? 0) * n[2],
      (m[2] ?? 0) * n[0] + (m[5] ?? 0) * n[1] + (m[8] ?? 0) * n[2],
    ];
    return unit(world);
  }

  /** Light along a ray. */
  radiance(from: Vec, direction: Vec, random: Random): Vec {
    const { lamp, sky } = this.scene;
    let [o, d] = [from, direction];
    let light: Vec = [0, 0, 0];
    let carry: Vec = [1, 1, 1];
    for (let depth = 0; depth < 4; depth++) {
      const hit = this.hit(o, d, FAR, false);
      const placed = hit ? this.placed[hit.index] : undefined;
      if (!hit || !placed) {
        light = add(light, times(carry, sky(d)));
        break;
      }
      const at = add(o, scale(d, hit.t));
      const q = this.own(placed, at[0], at[1], at[2]);
      const n = this.normal(placed, q);
      const { surface } = placed.thing;
      const start = add(at, scale(n, 3e-3));
      if (random() < this.reflects(surface, n, d)) {
        d = unit(add(add(d, scale(n, -2 * dot(d, n))), scale(cosine(n, random), surface.rough * 0.6)));
        if (dot(d, n) < 0) break;
        // The lamp as seen in a glossy coat.
        if (dot(d, lamp.direction) > 1 - lamp.spread && !this.hit(start, d, FAR, true)) {
          light = add(light, times(carry, scale(lamp.color, 0.55)));
          break;
        }
        o = start;
        continue;
      }
      carry = times(carry, surface.color(q));
      const toLamp = unit(add(lamp.direction, scale(cosine(lamp.direction, random), Math.sqrt(2 * lamp.spread))));
      const facing = dot(n, toLamp);
      if (facing > 0 && !this.hit(start, toLamp, FAR, true)) {
        light = add(light, times(carry, scale(lamp.color, facing)));
      }
      d = cosine(n, random);
      o = start;
    }
    // One stray bright path must not leave a white dot.
    const peak = Math.max(light[0], light[1], light[2]);
    return peak > 6 ? scale(light, 6 / peak) : light;
  }

  private reflects(surface: Surface, n: Vec, d: Vec): number {
    const grazing = (1 - Math.min(1, Math.abs(dot(n, d)))) ** 5;
    return surface.coat * (0.04 + 0.96 * grazing);
  }

  /** Renders rows [y0, y1): linear RGB, and the thing seen by most samples of each pixel. */
  render(
    width: number,
    height: number,
    samples: number,
    seed: number,
    row: (y: number, rgb: Float32Array, ids: Int16Array) => void,
  ): void {
    const { camera } = this.scene;
    const ahead = unit(sub(camera.to, camera.from));
    const right = unit(cross(ahead, [0, 1, 0]));
    const up = cross(right, ahead);
    const tall = Math.tan((camera.fov * Math.PI) / 360);
    const votes = new Int32Array(this.placed.length + 1);
    for (let y = 0; y < height; y++) {
      const rgb = new Float32Array(width * 3);
      const ids = new Int16Array(width);
      for (let x = 0; x < width; x++) {
        const random = randomFrom(seed * 7919 + y * width + x);
        votes.fill(0);
        let sum: Vec = [0, 0, 0];
        for (let s = 0; s < samples; s++) {
          const sx = (((x + (s % 8) / 8 + random() / 8) / width) * 2 - 1) * tall * (width / height);
          const sy = (1 - ((y + (Math.floor(s / 8) % 4) / 4 + random() / 4) / height) * 2) * tall;
          const aim = unit(add(ahead, add(scale(right, sx), scale(up, sy))));
          const focus = add(camera.from, scale(aim, camera.focus / dot(aim, ahead)));
          const angle = 2 * Math.PI * random();
          const away = camera.aperture * Math.sqrt(random());
          const from = add(camera.from, add(scale(right, away * Math.cos(angle)), scale(up, away * Math.sin(angle))));
          const d = unit(sub(focus, from));
          const seen = this.hit(from, d, FAR, false);
          const slot = (seen?.index ?? -1) + 1;
          votes[slot] = (votes[slot] ?? 0) + 1;
          sum = add(sum, seen ? this.radiance(from, d, random) : this.scene.sky(d));
        }
        let best = 0;
        for (let i = 1; i < votes.length; i++) if ((votes[i] ?? 0) > (votes[best] ?? 0)) best = i;
        ids[x] = best - 1;
        for (let c = 0; c < 3; c++) rgb[x * 3 + c] = (sum[c] ?? 0) / samples;
      }
      row(y, rgb, ids);
    }
  }
}
