/** From traced light to a picture with its true masks. */
import { encodeRle } from '../../src/core/coco/rle.ts';
import { rleToString } from '../../src/core/coco/rle-string.ts';
import { denoise } from './denoise.ts';
import type { Scene } from './scene.ts';
import { Tracer } from './tracer.ts';
import { clickPoint } from './truth.ts';
import { randomFrom } from './vec.ts';

/** One rendered picture. */
export interface Render {
  /** 8-bit sRGB triples, row-major. */
  readonly rgb: Uint8Array;
  /** Index of the thing seen by each pixel, -1 for none. */
  readonly ids: Int16Array;
}

function toSrgb(linear: number): number {
  // A filmic shoulder, then the sRGB curve.
  const x = Math.max(0, linear);
  const film = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
  const v = Math.min(1, film);
  return v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;
}

/** Traces, calms and develops a scene. The same arguments give the same bytes. */
export function develop(scene: Scene, width: number, height: number, samples: number, seed: number): Render {
  const linear = new Float32Array(width * height * 3);
  const ids = new Int16Array(width * height);
  new Tracer(scene).render(width, height, samples, seed, (y, rgb, row) => {
    linear.set(rgb, y * width * 3);
    ids.set(row, y * width);
    if (y > 0 && y % 64 === 0) console.log(`${scene.id}: row ${y} of ${height}`);
  });
  const clean = denoise(linear, ids, width, height);
  const rgb = new Uint8Array(width * height * 3);
  const grain = randomFrom(seed + 1);
  for (let i = 0; i < width * height; i++) {
    const dx = (i % width) / width - 0.5;
    const dy = Math.floor(i / width) / height - 0.5;
    const vignette = 1 - 0.35 * (dx * dx + dy * dy);
    const film = (grain() + grain() - 1) * 2.2;
    for (let c = 0; c < 3; c++)
      rgb[i * 3 + c] = Math.min(
        255,
        Math.max(0, toSrgb((clean[i * 3 + c] ?? 0) * scene.exposure * vignette) * 255 + film),
      );
  }
  return { rgb, ids };
}

/** The true mask of every named thing and whole, with a click inside; what shows fewer than 40 pixels is left out. */
export function masksOf(scene: Scene, ids: Int16Array, width: number, height: number): object[] {
  const named = new Map<string, { group?: string; partOf?: string; indices: Set<number> }>();
  scene.things.forEach((thing, index) => {
    if (thing.name === null) return;
    for (const name of [thing.name, thing.partOf]) {
      if (name === undefined) continue;
      const entry = named.get(name) ?? { indices: new Set<number>() };
      entry.indices.add(index);
      if (name === thing.name) {
        if (thing.group !== undefined) entry.group = thing.group;
        if (thing.partOf !== undefined) entry.partOf = thing.partOf;
      }
      named.set(name, entry);
    }
  });
  const masks: object[] = [];
  for (const [name, { group, partOf, indices }] of named) {
    const data = Uint8Array.from(ids, (id) => (indices.has(id) ? 1 : 0));
    const mask = { width, height, data };
    const point = clickPoint(mask);
    if (point)
      masks.push({
        name,
        ...(group ? { group } : {}),
        ...(partOf ? { partOf } : {}),
        rle: rleToString(encodeRle(mask)),
        point,
      });
  }
  return masks;
}
