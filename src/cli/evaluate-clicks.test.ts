import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zlibSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../core/image/png-encode.ts';
import { main } from './main.ts';

const WIDTH = 160;
const HEIGHT = 128;
const folder = mkdtempSync(join(tmpdir(), 'clicks-'));

interface Report {
  readonly stats: Readonly<Record<string, number>>;
  readonly pictures: number;
  readonly perSet: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly problemCount: number;
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  return { code: await main(['clicks', '--data', folder, '--clicks', '2', '--size', '256', ...args], io), out, err };
}

/** Writes `SET/NAME.png` with orange disks on blue, and `SET/NAME.0.png` with their regions 1, 2 ... */
function writePhoto(set: string, name: string, disks: readonly (readonly [number, number, number])[]): void {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4).fill(255);
  const labels = new Uint8Array(WIDTH * HEIGHT);
  for (let p = 0; p < labels.length; p++) {
    const [x, y] = [p % WIDTH, Math.floor(p / WIDTH)];
    labels[p] = disks.findIndex(([cx, cy, r]) => Math.hypot(x - cx, y - cy) <= r) + 1;
    rgba.set(labels[p] ? [235, 130, 30] : [25, 60, 110], 4 * p);
  }
  const size = { width: WIDTH, height: HEIGHT };
  mkdirSync(join(folder, set), { recursive: true });
  writeFileSync(join(folder, set, `${name}.png`), encodePng({ kind: 'rgba', ...size, data: rgba }, zlibSync));
  writeFileSync(join(folder, set, `${name}.0.png`), encodePng({ kind: 'grey8', ...size, data: labels }, zlibSync));
}

let whole: Promise<Report>;

beforeAll(() => {
  writePhoto('one', 'a', [[70, 60, 30]]);
  writePhoto('two', 'b', [
    [40, 64, 25],
    [120, 64, 22],
    [80, 10, 5], // 0.4 % of the photo: below the least part
  ]);
  whole = run('--json').then(({ out }) => JSON.parse(out) as Report);
});

describe('evaluate clicks', () => {
  it('scores the embedded model on a folder of photos with region maps, the same every time', async () => {
    const report = await whole;
    expect(report.pictures).toBe(3);
    expect(Object.keys(report.perSet)).toEqual(['one', 'two']);
    for (const [name, value] of Object.entries(report.stats)) {
      if (name === 'objects') continue;
      expect(value, name).toBeGreaterThanOrEqual(0);
      expect(value, name).toBeLessThanOrEqual(name.startsWith('NoC') ? 2 : 1);
    }
    expect(report.stats['oracle@1']).toBeGreaterThanOrEqual(report.stats['mIoU@1'] ?? 1);
    // even a weak model finds bright disks on a plain ground
    expect(report.stats['oracle@1']).toBeGreaterThan(0.6);
    expect((JSON.parse((await run('--json')).out) as Report).stats).toEqual(report.stats);
  });
  it('joins shards to the whole', async () => {
    const states = [1, 2].map((i) => join(folder, `state-${i}.json`));
    for (const [i, state] of states.entries()) await run('--shard', `${i + 1}/2`, '--state', state);
    const merged: string[] = [];
    expect(await main(['merge', ...states, '--json'], { out: (t) => merged.push(t), err: () => {} })).toBe(0);
    expect((JSON.parse(merged.join('')) as Report).stats).toEqual((await whole).stats);
  });
  it('asks for fewer objects and photos where told to', async () => {
    expect((JSON.parse((await run('--json', '--objects', '1', '--limit', '2')).out) as Report).pictures).toBe(2);
    const first = JSON.parse((await run('--json', '--limit', '1')).out) as Report;
    expect(first.pictures).toBe(1);
  });
  it('names a photo whose map has another size and scores the rest', async () => {
    const small = encodePng({ kind: 'grey8', width: 4, height: 4, data: new Uint8Array(16).fill(1) }, zlibSync);
    writeFileSync(join(folder, 'one', 'a.1.png'), small);
    try {
      const { code, out, err } = await run('--json');
      expect(code).toBe(1);
      expect(err).toContain('a.1.png#1 has another size than the photo');
      expect((JSON.parse(out) as Report).perSet).toHaveProperty('two');
    } finally {
      rmSync(join(folder, 'one', 'a.1.png'));
    }
  });
  it('refuses a folder without region maps, and numbers that are none', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'no-photos-'));
    const words: string[] = [];
    expect(await main(['clicks', '--data', empty], { out: () => {}, err: (t) => words.push(t) })).toBe(3);
    expect(words.join('')).toContain('holds no photo with a region map NAME.K.png beside it');
    expect(await run('--objects', 'many')).toMatchObject({ code: 2 });
    expect(await run('--min-area', '2')).toMatchObject({ code: 2 });
  });
});
