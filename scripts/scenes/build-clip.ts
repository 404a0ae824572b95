/** Writes `public/clips` from rendered frames: `tsx scripts/scenes/build-clip.ts <folder with renders>`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserArguments, findBrowser } from '../browser.ts';
import { ROLL_FRAMES, rollAt } from './build-roll.ts';

const OUT = 'public/clips';
const FRAMES_PER_SECOND = 12;
const QUALITY = 0.85;

interface FrameTruth {
  readonly width: number;
  readonly height: number;
  readonly masks: readonly { readonly name: string; readonly partOf?: string; readonly rle: string }[];
}

const [renders] = process.argv.slice(2);
if (!renders) throw new Error('give the folder with the rendered frames');
const { id, title, alt } = rollAt(0);
mkdirSync(join(OUT, id), { recursive: true });
const executablePath = findBrowser();
const browser = await chromium.launch({ args: [...browserArguments], ...(executablePath ? { executablePath } : {}) });
const page = await browser.newPage();
const truths: FrameTruth[] = [];
let bytes = 0;
for (let i = 0; i < ROLL_FRAMES; i++) {
  const name = String(i).padStart(2, '0');
  const truth: FrameTruth = JSON.parse(readFileSync(join(renders, `${name}.json`), 'utf8'));
  const { width, height } = truth;
  const rgb = readFileSync(join(renders, `${name}.ppm`)).subarray(-width * height * 3);
  const encoded = await page.evaluate(
    async ({ raw64, w, h, quality }) => {
      const raw = Uint8Array.from(atob(raw64), (c) => c.charCodeAt(0));
      const image = new ImageData(w, h);
      for (let p = 0; p < w * h; p++)
        image.data.set([raw[p * 3] ?? 0, raw[p * 3 + 1] ?? 0, raw[p * 3 + 2] ?? 0, 255], p * 4);
      const canvas = new OffscreenCanvas(w, h);
      canvas.getContext('2d')?.putImageData(image, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
      let out = '';
      for (const b of new Uint8Array(await blob.arrayBuffer())) out += String.fromCharCode(b);
      return btoa(out);
    },
    { raw64: rgb.toString('base64'), w: width, h: height, quality: QUALITY },
  );
  const file = Buffer.from(encoded, 'base64');
  writeFileSync(join(OUT, id, `${name}.webp`), file);
  bytes += file.length;
  truths.push(truth);
}
await browser.close();
const [first] = truths;
if (!first) throw new Error('there is no frame');
// Wholes only: a film is followed by things, not by their parts.
const names = [...new Set(truths.flatMap((t) => t.masks.filter((m) => !m.partOf).map((m) => m.name)))];
const index = {
  schema: 1,
  clips: [
    {
      id,
      title,
      alt,
      width: first.width,
      height: first.height,
      framesPerSecond: FRAMES_PER_SECOND,
      frames: truths.map((_, i) => `${id}/${String(i).padStart(2, '0')}.webp`),
      truth: `${id}/truth.json`,
      credit: 'Segment Playground',
      licence: 'Apache-2.0',
      source: 'rendered by scripts/scenes',
    },
  ],
};
const truth = {
  schema: 1,
  width: first.width,
  height: first.height,
  // One entry a frame; null where the thing does not show.
  things: names.map((name) => ({ name, rles: truths.map((t) => t.masks.find((m) => m.name === name)?.rle ?? null) })),
};
writeFileSync(join(OUT, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
writeFileSync(join(OUT, id, 'truth.json'), `${JSON.stringify(truth)}\n`);
console.log(`${id}: ${ROLL_FRAMES} frames, ${bytes} bytes`);
