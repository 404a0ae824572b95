import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzlibSync, zlibSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { decodePng } from '../core/image/png.ts';
import { encodePng } from '../core/image/png-encode.ts';
import { pngToLabels } from '../core/image/png-pixels.ts';
import { main } from './main.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-davis-'));
afterAll(() => rmSync(folder, { recursive: true }));
const size = { width: 128, height: 96 };
const FRAMES = 4;

/** A bright disc that moves 6 pixels a frame over a dark striped ground. */
const isDisc = (frame: number, x: number, y: number): boolean => Math.hypot(x - 40 - 6 * frame, y - 48) < 20;

function write(kind: string, name: string, png: Uint8Array): void {
  mkdirSync(join(folder, kind, '480p/ball'), { recursive: true });
  writeFileSync(join(folder, kind, '480p/ball', name), png);
}

for (let frame = 0; frame < FRAMES; frame++) {
  const photo = new Uint8Array(4 * size.width * size.height).fill(255);
  const labels = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const at = y * size.width + x;
      const isObject = isDisc(frame, x, y);
      photo.set(isObject ? [240, 170, 30] : [30, 60 + 10 * ((x >> 3) & 1), 70], 4 * at);
      labels[at] = isObject ? 1 : 0;
    }
  }
  write('JPEGImages', `0000${frame}.png`, encodePng({ kind: 'rgba', ...size, data: photo }, zlibSync));
  write('Annotations', `0000${frame}.png`, encodePng({ kind: 'grey8', ...size, data: labels }, zlibSync));
}

test('a disc is followed from the box of its first frame; its masks are scored, timed and written', async () => {
  let text = '';
  const io = {
    out: (t: string) => {
      text += t;
    },
    err: () => undefined,
  };
  const out = join(folder, 'out');
  expect(await main(['davis', '--data', folder, '--size', '256', '--out', out, '--baselines', '--json'], io)).toBe(0);
  const report: {
    stats: Record<string, number>;
    pictures: number;
    start: string;
    baselines: Record<string, Record<string, number>>;
  } = JSON.parse(text);
  expect(report.pictures).toBe(FRAMES - 2);
  expect(report.start).toBe('box');
  expect(report.stats['J&F']).toBeGreaterThan(0.8);
  expect(report.stats.framesPerSecond).toBeGreaterThan(0);
  // The disc leaves its first mask: what stays behind scores less than what follows.
  expect(Object.keys(report.baselines)).toEqual(['unmatched', 'first', 'box', 'mean']);
  expect(report.stats['first J&F']).toBe(report.baselines.first?.['J&F']);
  expect(report.stats['first J&F']).toBeLessThan(0.7);
  for (const name of ['unmatched', 'box', 'mean']) expect(report.stats[`${name} J&F`]).toBeGreaterThan(0.7);
  // No frame was bad: nothing is known of how well doubt finds such.
  expect(report.stats.doubtFound).toBe(-1);
  const png = pngToLabels(decodePng(new Uint8Array(readFileSync(join(out, 'ball/00003.png'))), unzlibSync));
  expect(png.data[48 * size.width + 58]).toBe(1);
  expect(png.data[0]).toBe(0);
  // The predictions alone give the same figures.
  text = '';
  expect(await main(['jf', '--gt', folder, '--pred', out, '--json'], io)).toBe(0);
  expect(JSON.parse(text).stats['J&F']).toBeCloseTo(report.stats['J&F'] ?? 0, 9);
}, 120_000);
