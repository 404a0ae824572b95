/**
 * Renders one bundled scene: `tsx scripts/scenes/render.ts <fruit|shelf|garden> <out folder> [samples] [width]`.
 * Writes `<id>.ppm` (the picture) and `<id>.json` (exact masks). The same arguments give the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRle } from '../../src/core/coco/rle.ts';
import { rleToString } from '../../src/core/coco/rle-string.ts';
import { garden } from './build-garden.ts';
import { fruit, shelf } from './builds.ts';
import { denoise } from './denoise.ts';
import type { Scene } from './scene.ts';
import { Tracer } from './tracer.ts';
import { clickPoint } from './truth.ts';
import { randomFrom } from './vec.ts';

const BUILDS = { fruit, shelf, garden };
const SEED = 20;

function toSrgb(linear: number): number {
  // A filmic shoulder, then the sRGB curve.
  const x = Math.max(0, linear);
  const film = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
  const v = Math.min(1, film);
  return v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;
}

function masksOf(scene: Scene, ids: Int16Array, width: number, height: number): object[] {
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
    // What is hidden, or shows fewer than 40 pixels, has no truth worth keeping.
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

const [id, out = '.', samples = '32', wide = '1024'] = process.argv.slice(2);
const build = Object.entries(BUILDS).find(([name]) => name === id)?.[1];
if (!build) throw new Error(`unknown scene ${id}; know ${Object.keys(BUILDS).join(', ')}`);
const scene = build(randomFrom(SEED));
const width = Number(wide);
const height = Math.round((width * 3) / 4);
const linear = new Float32Array(width * height * 3);
const ids = new Int16Array(width * height);
new Tracer(scene).render(width, height, Number(samples), SEED, (y, rgb, row) => {
  linear.set(rgb, y * width * 3);
  ids.set(row, y * width);
  if (y % 64 === 0) console.log(`${scene.id}: row ${y} of ${height}`);
});
const clean = denoise(linear, ids, width, height);
const bytes = new Uint8Array(width * height * 3);
const grain = randomFrom(SEED + 1);
for (let i = 0; i < width * height; i++) {
  const dx = (i % width) / width - 0.5;
  const dy = Math.floor(i / width) / height - 0.5;
  const vignette = 1 - 0.35 * (dx * dx + dy * dy);
  const film = (grain() + grain() - 1) * 2.2;
  for (let c = 0; c < 3; c++)
    bytes[i * 3 + c] = Math.min(
      255,
      Math.max(0, toSrgb((clean[i * 3 + c] ?? 0) * scene.exposure * vignette) * 255 + film),
    );
}
mkdirSync(out, { recursive: true });
writeFileSync(join(out, `${scene.id}.ppm`), Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), bytes]));
const { title, alt, counts } = scene;
writeFileSync(
  join(out, `${scene.id}.json`),
  JSON.stringify({ schema: 1, title, alt, counts, width, height, masks: masksOf(scene, ids, width, height) }),
);
