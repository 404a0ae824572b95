/**
 * Renders the bundled film: `tsx scripts/scenes/render-clip.ts <out folder> [samples] [width] [first] [last]`.
 * Without samples and width it renders what `public/clips` was built from (`build-clip.ts`).
 * Writes `<frame>.ppm` and `<frame>.json` (exact masks) for each frame; the same arguments give the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROLL_FRAMES, rollAt } from './build-roll.ts';
import { develop, masksOf } from './develop.ts';

const SEED = 20;

const [out = '.', samples = '8', wide = '288', first = '0', last = String(ROLL_FRAMES - 1)] = process.argv.slice(2);
const width = Number(wide);
const height = Math.round((width * 3) / 4);
mkdirSync(out, { recursive: true });
for (let frame = Number(first); frame <= Number(last); frame++) {
  const scene = rollAt(frame);
  const { rgb, ids } = develop(scene, width, height, Number(samples), SEED + frame);
  const name = String(frame).padStart(2, '0');
  writeFileSync(join(out, `${name}.ppm`), Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), rgb]));
  writeFileSync(
    join(out, `${name}.json`),
    JSON.stringify({ width, height, masks: masksOf(scene, ids, width, height) }),
  );
  console.log(`frame ${name} done`);
}
