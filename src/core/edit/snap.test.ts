import { expect, test } from 'vitest';
import { boxOfSize } from '../geometry/box.ts';
import { imagePoint } from '../geometry/space.ts';
import { packedIou, packMask } from '../mask/packed.ts';
import { edgeCost } from './scissors.ts';
import { fillRings } from './shapes.ts';
import { snapMask, snapRing } from './snap.ts';

const size = { width: 120, height: 100 };
const box = boxOfSize(size);
const inDisk = (x: number, y: number): boolean => Math.hypot(x + 0.5 - 60, y + 0.5 - 50) < 30;
const disk = packMask({
  ...size,
  data: Uint8Array.from({ length: 12000 }, (_, i) => (inDisk(i % 120, Math.floor(i / 120)) ? 1 : 0)),
});
const luma = Uint8Array.from({ length: 12000 }, (_, i) => (inDisk(i % 120, Math.floor(i / 120)) ? 200 : 60));

/** A shaky circle of the given radius about the disk's middle. */
const shaky = (radius: number): ReturnType<typeof imagePoint>[] =>
  Array.from({ length: 90 }, (_, i) => {
    const angle = (i / 90) * 2 * Math.PI;
    const r = radius + 1.5 * Math.sin(i * 2.3);
    return imagePoint(60 + r * Math.cos(angle), 50 + r * Math.sin(angle));
  });

test('a shaky outline a few pixels outside or inside moves onto the edge', () => {
  const cost = edgeCost({ box, data: luma });
  for (const radius of [26, 34]) {
    const before = packedIou(fillRings([shaky(radius)], size), disk);
    const after = packedIou(fillRings([snapRing(shaky(radius), cost, 8)], size), disk);
    expect(before).toBeLessThan(0.85);
    expect(after).toBeGreaterThan(0.95);
    expect(packedIou(snapMask(fillRings([shaky(radius)], size), cost, 8), disk)).toBeGreaterThan(0.95);
  }
});

test('without an edge nearby the outline stays where the hand drew it', () => {
  const flat = edgeCost({ box, data: new Uint8Array(12000).fill(90) });
  const drawn = fillRings([shaky(20)], size);
  expect(packedIou(fillRings([snapRing(shaky(20), flat, 8)], size), drawn)).toBeGreaterThan(0.96);
  const far = edgeCost({ box, data: luma });
  expect(packedIou(fillRings([snapRing(shaky(12), far, 6)], size), fillRings([shaky(12)], size))).toBeGreaterThan(0.93);
});

test('a dot is left alone', () => {
  const cost = edgeCost({ box, data: luma });
  const dot = [imagePoint(10, 10), imagePoint(11, 10), imagePoint(11, 11)];
  expect(snapRing(dot, cost, 5)).toBe(dot);
});
