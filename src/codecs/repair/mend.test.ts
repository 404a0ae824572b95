import { zlibSync } from 'fflate';
import { encode } from 'jpeg-js';
import { expect, it } from 'vitest';
import { decodePng } from '../../core/image/png.ts';
import { encodePng } from '../../core/image/png-encode.ts';
import { inflateUpTo } from '../inflate.ts';
import { jpegEnd } from './jpeg-end.ts';
import { mendPicture } from './mend.ts';

/** Noise, so that every block has its share of the file. */
const noise = (length: number): Uint8Array => {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return state >> 8;
  });
};

const jpeg = (): Uint8Array<ArrayBuffer> => {
  const { data } = encode({ width: 100, height: 70, data: noise(100 * 70 * 4) }, 80);
  return new Uint8Array(data);
};
const png = (): Uint8Array<ArrayBuffer> =>
  encodePng({ kind: 'rgb8', width: 60, height: 50, data: noise(60 * 50 * 3).map((value) => value & 63) }, (raw) =>
    zlibSync(raw),
  );

it('a JPEG without its end marker, with and without a trailer, is given its end', () => {
  const whole = jpeg();
  const open = whole.slice(0, -2);
  expect(jpegEnd(open)?.share).toBe(1);
  const mended = mendPicture('jpeg', open, 1e6);
  expect(mended?.bytes).toEqual(whole);
  expect(mended?.note).toContain('all of its pixels are there');
  const trailed = new Uint8Array([...open, ...new TextEncoder().encode('trailer of a phone')]);
  expect(mendPicture('jpeg', trailed, 1e6)?.bytes).toEqual(whole);
});

it('a JPEG cut at any place says how much is there', () => {
  const whole = jpeg();
  const share = (part: number): number => jpegEnd(whole.slice(0, Math.round(whole.length * part)))?.share ?? 0;
  const shares = [0.3, 0.5, 0.7, 0.9].map(share);
  expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  expect(share(0.97)).toBeGreaterThan(0.9);
  expect(share(0.97)).toBeLessThan(1);
  expect(mendPicture('jpeg', whole.slice(0, Math.round(whole.length * 0.97)), 1e6)?.note).toMatch(/[\d.]+ % of the/);
  expect(mendPicture('jpeg', whole.slice(0, Math.round(whole.length * 0.67)), 1e6)).toBeNull();
});

it('a PNG without IEND keeps every pixel; one that is cut says so or is refused', () => {
  const whole = png();
  const pixels = decodePng(whole, inflateUpTo).samples;
  const mended = mendPicture('png', whole.slice(0, -12), 1e6);
  expect(mended?.note).toContain('all of its pixels are there');
  expect(decodePng(mended?.bytes ?? whole, inflateUpTo).samples).toEqual(pixels);
  const cut = mendPicture('png', whole.slice(0, Math.round(whole.length * 0.95)), 1e6);
  expect(cut?.note).toContain('missing');
  const kept = decodePng(cut?.bytes ?? whole, inflateUpTo).samples;
  expect(kept.slice(0, 60 * 40 * 3)).toEqual(pixels.slice(0, 60 * 40 * 3));
  expect(mendPicture('png', whole.slice(0, Math.round(whole.length * 0.67)), 1e6)).toBeNull();
});
