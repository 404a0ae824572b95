/**
 * Renders one bundled scene: `tsx scripts/scenes/render.ts <fruit|shelf|garden> <out folder> [samples] [width]`.
 * Writes `<id>.ppm` (the picture) and `<id>.json` (exact masks). The same arguments give the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { garden } from './build-garden.ts';
import { fruit, shelf } from './builds.ts';
import { develop, masksOf } from './develop.ts';
import { randomFrom } from './vec.ts';

const BUILDS = { fruit, shelf, garden };
const SEED = 20;

const [id, out = '.', samples = '32', wide = '1024'] = process.argv.slice(2);
const build = Object.entries(BUILDS).find(([name]) => name === id)?.[1];
if (!build) throw new Error(`unknown scene ${id}; know ${Object.keys(BUILDS).join(', ')}`);
const scene = build(randomFrom(SEED));
const width = Number(wide);
const height = Math.round((width * 3) / 4);
const { rgb, ids } = develop(scene, width, height, Number(samples), SEED);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, `${scene.id}.ppm`), Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), rgb]));
const { title, alt, counts } = scene;
writeFileSync(
  join(out, `${scene.id}.json`),
  JSON.stringify({ schema: 1, title, alt, counts, width, height, masks: masksOf(scene, ids, width, height) }),
);
