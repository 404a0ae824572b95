/**
 * Renders the moving scenes with exact truth as `evaluate -- davis` reads them:
 * `tsx scripts/scenes/render-moving.ts FOLDER [samples] [width] [scene...]`. Frames that are there are kept; the same arguments give
 * the same bytes.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zlibSync } from 'fflate';
import { encodePng } from '../../src/core/image/png-encode.ts';
import { develop } from './develop.ts';
import { MOVING, type MovingScene } from './moving.ts';
import type { Scene } from './scene.ts';

const SEED = 40;

/** 0 for what is not followed, else its place in the list. */
function labelsOf(scene: Scene, followed: readonly string[], ids: Int16Array): Uint8Array {
  const label = scene.things.map(
    ({ name, partOf }) => Math.max(followed.indexOf(name ?? ''), followed.indexOf(partOf ?? '')) + 1,
  );
  return Uint8Array.from(ids, (id) => label[id] ?? 0);
}

function render(moving: MovingScene, out: string, samples: number, width: number): void {
  const height = Math.round((width * 3) / 4);
  const folder = (kind: string): string => join(out, kind, '480p', moving.id);
  for (const kind of ['JPEGImages', 'Annotations']) mkdirSync(folder(kind), { recursive: true });
  for (let frame = 0; frame < moving.frames; frame++) {
    const name = `${String(frame).padStart(5, '0')}.png`;
    if (existsSync(join(folder('Annotations'), name))) continue;
    const scene = moving.at(frame / (moving.frames - 1));
    const { rgb, ids } = develop(scene, width, height, samples, SEED + frame);
    writeFileSync(join(folder('JPEGImages'), name), encodePng({ kind: 'rgb8', width, height, data: rgb }, zlibSync));
    const data = labelsOf(scene, moving.followed, ids);
    writeFileSync(join(folder('Annotations'), name), encodePng({ kind: 'grey8', width, height, data }, zlibSync));
    console.log(`${moving.id}: frame ${frame + 1} of ${moving.frames}`);
  }
}

const [out, samples = '2', width = '288', ...chosen] = process.argv.slice(2);
if (!out) throw new Error('give the folder to write to');
for (const moving of MOVING)
  if (chosen.length === 0 || chosen.includes(moving.id)) render(moving, out, Number(samples), Number(width));
