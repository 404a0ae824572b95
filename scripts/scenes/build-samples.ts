/**
 * Writes `public/samples` from rendered scenes and the photographs:
 * `tsx scripts/scenes/build-samples.ts <folder with renders> <folder with photographs>`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { encodeRle } from '../../src/core/coco/rle.ts';
import { rleToString } from '../../src/core/coco/rle-string.ts';
import { type ImagePoint, imagePoint } from '../../src/core/geometry/space.ts';
import { combineMasks, type Mask } from '../../src/core/mask/mask.ts';
import { rasteriseRings } from '../../src/core/mask/polygon.ts';
import { browserArguments, findBrowser } from '../browser.ts';
import { type Outline, PHOTOS, type Photo } from './photo-truth.ts';
import { clickPoint } from './truth.ts';

const OUT = 'public/samples';
const SCENES = ['fruit', 'shelf', 'garden'];
const THUMBNAIL = 320;

interface Encoded {
  readonly file: Buffer;
  readonly thumbnail: Buffer;
}

function ringOf(outline: Outline, scale: number): ImagePoint[] {
  const points: ImagePoint[] = [];
  if (outline.ellipse) {
    const [x, y, rx, ry] = outline.ellipse;
    for (let i = 0; i < 72; i++) {
      const a = (i / 72) * 2 * Math.PI;
      points.push(imagePoint((x + rx * Math.cos(a)) / scale, (y + ry * Math.sin(a)) / scale));
    }
  }
  const ring = outline.ring ?? [];
  for (let i = 0; i + 1 < ring.length; i += 2)
    points.push(imagePoint((ring[i] ?? 0) / scale, (ring[i + 1] ?? 0) / scale));
  return points;
}

function truthOf(photo: Photo): object {
  const region = { x0: 0, y0: 0, x1: photo.width, y1: photo.height };
  const own = new Map<string, Mask>(
    photo.outlines.map((o) => [o.name, rasteriseRings([ringOf(o, photo.scale)], region)]),
  );
  const masks = photo.outlines.map((o) => {
    let mask = own.get(o.name);
    for (const other of o.with ?? []) {
      const more = own.get(other);
      if (mask && more) mask = combineMasks(mask, more, 'unite');
    }
    for (const other of o.behind ?? []) {
      const front = own.get(other);
      if (mask && front) mask = combineMasks(mask, front, 'subtract');
    }
    const point = mask ? clickPoint(mask) : null;
    if (!mask || !point) throw new Error(`${photo.id}: the outline of ${o.name} is empty`);
    return {
      name: o.name,
      ...(o.group ? { group: o.group } : {}),
      ...(o.partOf ? { partOf: o.partOf } : {}),
      rle: rleToString(encodeRle(mask)),
      point,
    };
  });
  return { schema: 1, width: photo.width, height: photo.height, masks };
}

/** Encodes in Chromium: WebP of the picture and of its thumbnail. */
async function encode(
  page: Page,
  source: { url?: string; rgb?: string; width: number; height: number },
  quality: number,
): Promise<Encoded> {
  const [file, thumbnail] = await page.evaluate(
    async ({ source: s, quality: q, side }) => {
      const canvas = new OffscreenCanvas(s.width, s.height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      if (s.url) context.drawImage(await createImageBitmap(await (await fetch(s.url)).blob()), 0, 0);
      else {
        const raw = Uint8Array.from(atob(s.rgb ?? ''), (c) => c.charCodeAt(0));
        const image = new ImageData(s.width, s.height);
        for (let i = 0; i < s.width * s.height; i++)
          image.data.set([raw[i * 3] ?? 0, raw[i * 3 + 1] ?? 0, raw[i * 3 + 2] ?? 0, 255], i * 4);
        context.putImageData(image, 0, 0);
      }
      const small = new OffscreenCanvas(side, Math.round((side * s.height) / s.width));
      const bitmap = await createImageBitmap(canvas, {
        resizeWidth: small.width,
        resizeHeight: small.height,
        resizeQuality: 'high',
      });
      small.getContext('2d')?.drawImage(bitmap, 0, 0);
      // No named inner function: the script runner would wrap it in a helper that the page does not have.
      const targets: readonly (readonly [OffscreenCanvas, number])[] = [
        [canvas, q],
        [small, 0.82],
      ];
      return Promise.all(
        targets.map(async ([target, level]) => {
          const blob = await target.convertToBlob({ type: 'image/webp', quality: level });
          let out = '';
          for (const b of new Uint8Array(await blob.arrayBuffer())) out += String.fromCharCode(b);
          return btoa(out);
        }),
      );
    },
    { source, quality, side: THUMBNAIL },
  );
  return { file: Buffer.from(file ?? '', 'base64'), thumbnail: Buffer.from(thumbnail ?? '', 'base64') };
}

const [renders, photographs] = process.argv.slice(2);
if (!renders || !photographs) throw new Error('give the folder with renders and the folder with photographs');
mkdirSync(OUT, { recursive: true });
const executablePath = findBrowser();
const browser = await chromium.launch({ args: [...browserArguments], ...(executablePath ? { executablePath } : {}) });
const page = await browser.newPage();
const entries: object[] = [];

function write(id: string, encoded: Encoded, truth: object, entry: object): void {
  writeFileSync(join(OUT, `${id}.webp`), encoded.file);
  writeFileSync(join(OUT, `${id}.small.webp`), encoded.thumbnail);
  writeFileSync(join(OUT, `${id}.truth.json`), `${JSON.stringify(truth)}\n`);
  entries.push({ id, file: `${id}.webp`, thumbnail: `${id}.small.webp`, truth: `${id}.truth.json`, ...entry });
  console.log(`${id}: ${encoded.file.length} bytes`);
}

for (const photo of PHOTOS) {
  const { id, source, title, alt, credit, licence, origin, counts, width, height } = photo;
  const type = source.endsWith('.png') ? 'png' : 'jpeg';
  const url = `data:image/${type};base64,${readFileSync(join(photographs, source)).toString('base64')}`;
  const encoded = await encode(page, { url, width, height }, 0.94);
  write(id, encoded, truthOf(photo), {
    title,
    alt,
    width,
    height,
    credit,
    licence,
    source: origin,
    ...(counts ? { counts } : {}),
  });
}
for (const id of SCENES) {
  const { title, alt, counts, ...truth } = JSON.parse(readFileSync(join(renders, `${id}.json`), 'utf8'));
  const { width, height } = truth;
  const rgb = readFileSync(join(renders, `${id}.ppm`)).subarray(-width * height * 3);
  const encoded = await encode(page, { rgb: rgb.toString('base64'), width, height }, 0.9);
  write(id, encoded, truth, {
    title,
    alt,
    width,
    height,
    credit: 'Segment Playground',
    licence: 'Apache-2.0',
    source: 'rendered by scripts/scenes',
    counts,
  });
}
await browser.close();
writeFileSync(join(OUT, 'index.json'), `${JSON.stringify({ schema: 1, samples: entries }, null, 2)}\n`);
