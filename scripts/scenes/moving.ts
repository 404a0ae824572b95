/** Short scenes in motion that trackers are measured on: what passes behind a pillar, leaves and comes back, crosses its double, is fast. */
import { appleWithStem, mug } from './builds.ts';
import type { Scene, Thing } from './scene.ts';
import { ball, ellipsoid, pear, roundBox, slab } from './shapes.ts';
import { glazed, mottled, peel, planks, stone } from './surfaces.ts';
import { mix, smooth, unit, type Vec } from './vec.ts';

/** A scene that moves, and the things in it that are followed. */
export interface MovingScene {
  readonly id: string;
  readonly frames: number;
  /** Names of things; a tracker is started on the first frame that shows them, which is frame 0. */
  readonly followed: readonly string[];
  /** @param t 0 on the first frame, 1 on the last */
  at(t: number): Scene;
}

const still = { turn: 0, tilt: 0 };

interface Look {
  readonly table: readonly [string, string];
  readonly wall: string;
  readonly lamp?: Vec;
  readonly from?: Vec;
  readonly to?: Vec;
}

function scene(
  id: string,
  { table, wall, lamp = [-0.55, 0.85, 0.5], from, to }: Look,
  things: readonly Thing[],
): Scene {
  return {
    id,
    title: id,
    alt: '',
    counts: '',
    things: [
      { name: null, solid: slab(12, 0.5, 6), at: [0, -0.5, 0], ...still, surface: planks(table[0], table[1], 0.95) },
      { name: null, solid: slab(16, 8, 0.3), at: [0, 4, -4.2], ...still, surface: mottled(wall, 0.16, 1.1) },
      ...things,
    ],
    camera: { from: from ?? [0.1, 2.3, 6.2], to: to ?? [0.05, 0.55, 0], fov: 36, aperture: 0.02, focus: 6.2 },
    sky: (d) => mix([0.2, 0.17, 0.14], [0.62, 0.68, 0.78], smooth(-0.3, 0.9, d[1])),
    lamp: { direction: unit(lamp), spread: 0.022, color: [2.3, 2.05, 1.7] },
    exposure: 0.7,
  };
}

function rolling(name: string, x: number, z: number, r: number, surface: Thing['surface']): Thing {
  return { name, solid: ball(r), at: [x, r, z], turn: 0.1, tilt: -x / r, surface };
}

const pillar = (x: number, z: number, half: number, code: string): Thing => ({
  name: 'pillar',
  solid: slab(half, 2.4, 0.18),
  at: [x, 2.4, z],
  ...still,
  surface: mottled(code, 0.2, 0.5, 0.3, 0.3),
});

const line = (from: number, to: number, t: number): number => from + (to - from) * t;

export const MOVING: readonly MovingScene[] = [
  {
    id: 'pillar',
    frames: 22,
    followed: ['ball'],
    at: (t) =>
      scene('pillar', { table: ['b98a5a', '7d5330'], wall: '9fb0b4' }, [
        rolling('ball', line(-2.1, 2.1, t), -0.4, 0.42, stone('b8402f', 'e8d8c8', 2.1)),
        pillar(0.1, 0.9, 0.52, '8d8f86'),
        rolling('other ball', 1.5, 1.3, 0.3, peel('d9a93c')),
      ]),
  },
  {
    id: 'pillar-double',
    frames: 22,
    followed: ['orange', 'pear'],
    at: (t) =>
      scene('pillar-double', { table: ['9a7b5f', '5f4530'], wall: 'b9ab93', lamp: [0.6, 0.8, 0.5] }, [
        rolling('orange', line(1.9, -2.0, t), -0.5, 0.4, peel('f08a1d')),
        rolling('double', -1.55, 0.9, 0.4, peel('ee7f16')),
        pillar(0.05, 0.7, 0.5, '5d6d5a'),
        {
          name: 'pear',
          solid: pear(0.42),
          at: [line(1.5, 1.0, t), 0.5, 1.2],
          turn: 2 * t,
          tilt: 0.1,
          surface: mottled('b5ad3a', 0.16, 0.3, 0.5, 0.35),
        },
      ]),
  },
  {
    id: 'away-and-back',
    frames: 22,
    followed: ['box'],
    at: (t) =>
      scene('away-and-back', { table: ['c9a87c', '94703f'], wall: '8e9aa8' }, [
        {
          name: 'box',
          solid: roundBox(0.42, 0.42, 0.42, 0.06),
          at: [1.2 + 3.3 * Math.sin(Math.PI * t), 0.42, 0.4],
          turn: 1.8 * t,
          tilt: 0,
          surface: glazed('2f6f8a', 'e8e2d4', -0.12, 0.1),
        },
        ...appleWithStem('apple', [-1.2, 0.44, 0.2], 0.44, 2.1, 'a81c28', 'c9b03f'),
      ]),
  },
  {
    id: 'crossing',
    frames: 20,
    followed: ['one', 'two'],
    at: (t) =>
      scene('crossing', { table: ['7f6a55', '4a3a2c'], wall: 'a59f98' }, [
        rolling('one', line(-1.9, 1.7, t), 0.75, 0.38, peel('f08a1d')),
        rolling('two', line(1.7, -1.9, t), -0.55, 0.42, peel('ee8a20')),
        rolling('stone', 0.5, -1.8, 0.5, stone('6f7478', 'e6e0d6', 5.1)),
      ]),
  },
  {
    id: 'fast',
    frames: 18,
    followed: ['ball'],
    at: (t) =>
      scene('fast', { table: ['b98a5a', '7d5330'], wall: '7f8f80', lamp: [0.3, 0.9, 0.6] }, [
        {
          ...rolling('ball', 1.75 * Math.sin(7.3 * t), 0.3 - 1.3 * t, 0.36, glazed('c8573b', 'f0e6d2', -0.1, 0.12)),
          at: [1.75 * Math.sin(7.3 * t), 0.36 + 1.1 * Math.abs(Math.sin(11 * t)), 0.3 - 1.3 * t],
        },
        ...appleWithStem('apple', [1.5, 0.44, -1.6], 0.44, 2.1, '6d9a2f', '9fbf45'),
      ]),
  },
  {
    id: 'turning',
    frames: 20,
    followed: ['mug', 'apple'],
    at: (t) =>
      scene(
        'turning',
        {
          table: ['c9a87c', '94703f'],
          wall: 'c6ccc4',
          from: [4.2 * Math.sin(1.3 * t - 0.5), 2.2 + 0.5 * t, 6.2 * Math.cos(1.0 * t - 0.4) - 1.2 * t],
          to: [0, 0.55, 0],
        },
        [
          ...mug('mug', [-0.6, 0.51, 0.2], 1.2 - 2 * t, 'e4dfd2', '2f6f8a', 1.05),
          ...appleWithStem('apple', [0.75, 0.44, 0.5], 0.44, 2.1, 'a81c28', 'c9b03f'),
          rolling('stone', 1.7, -1.1, 0.42, stone('9aa3a6', 'e6e0d6', 3.3)),
        ],
      ),
  },
  {
    id: 'passing',
    frames: 22,
    followed: ['stone'],
    at: (t) =>
      scene('passing', { table: ['8a7a68', '54463a'], wall: 'b4b9a8' }, [
        {
          name: 'stone',
          solid: ellipsoid(0.55, 0.34, 0.45),
          at: [0.15, 0.32, 0.1],
          turn: 0.4,
          tilt: 0.05,
          surface: stone('8a6f5c', 'e6e0d6', 7.7),
        },
        { ...pillar(line(-2.9, 2.9, t), 1.6, 0.62, '4d5c74') },
        rolling('other', -1.6, -1.0, 0.4, stone('a79a8a', 'e6e0d6', 1.3)),
      ]),
  },
  {
    id: 'near-and-far',
    frames: 20,
    followed: ['apple', 'ball'],
    at: (t) =>
      scene('near-and-far', { table: ['b98a5a', '7d5330'], wall: '9a8f9f' }, [
        ...appleWithStem('apple', [-0.7, 0.44, line(-2.6, 2.6, t)], 0.44, 3 * t, 'b3202a', 'd8a83a'),
        rolling('ball', line(1.2, 0.5, t), line(2.2, -2.4, t), 0.4, stone('3e6b62', 'd9c27a', 4.4)),
        rolling('double', 1.8, 0.2, 0.4, stone('3f6a60', 'd9c27a', 9.4)),
      ]),
  },
];
