/** Two bundled scenes indoors: fruit on a table, mugs on a shelf. */
import type { Build, Thing } from './scene.ts';
import { apple, capsule, ellipsoid, pear, roundBox, sphere, torus, vessel } from './shapes.ts';
import { appleSkin, glazed, mottled, peel, plain, planks } from './surfaces.ts';
import { mix, smooth, unit, type Vec } from './vec.ts';

const still = { turn: 0, tilt: 0 };

export function appleWithStem(name: string, at: Vec, r: number, turn: number, red: string, green: string): Thing[] {
  return [
    { name, group: 'apples', solid: apple(r), at, turn, tilt: 0.12, surface: appleSkin(red, green) },
    {
      name: `${name} stem`,
      partOf: name,
      solid: capsule(r * 0.2, r * 0.045),
      at: [at[0] - 0.1 * r, at[1] + r * 0.9, at[2]],
      turn,
      tilt: 0.3,
      surface: mottled('4a3520', 0.3, 0.05),
    },
  ];
}

export function mug(name: string, at: Vec, turn: number, ground: string, stripe: string, size = 1): Thing[] {
  const r = 0.42 * size;
  const h = 0.46 * size;
  const body: Thing = {
    name,
    group: 'mugs',
    solid: vessel(
      [
        [0, -h],
        [r * 0.94, -h],
        [r, -h * 0.9],
        [r, h],
      ],
      0.035 * size,
    ),
    at,
    turn,
    tilt: 0,
    surface: glazed(ground, stripe, -0.12 * size, 0.08 * size),
  };
  const handle: Thing = {
    name: `${name} handle`,
    partOf: name,
    solid: torus(0.24 * size, 0.05 * size, -0.02 * size, 1.15),
    at: [at[0] + Math.cos(turn) * r * 1.03, at[1], at[2] - Math.sin(turn) * r * 1.03],
    turn,
    tilt: 0,
    surface: plain(ground, 1, 0.05),
  };
  return [body, handle];
}

const room =
  (top: Vec, bottom: Vec) =>
  (d: Vec): Vec =>
    mix(bottom, top, smooth(-0.3, 0.9, d[1]));

/** Oranges and apples around a bowl, a pear, a mug. */
export const fruit: Build = (random) => {
  const things: Thing[] = [
    {
      name: null,
      solid: roundBox(9, 0.5, 6, 0.05),
      at: [0, -0.5, 0],
      ...still,
      surface: planks('b98a5a', '7d5330', 0.95),
    },
    {
      name: null,
      solid: roundBox(14, 8, 0.3, 0.02),
      at: [0, 4, -5.2],
      ...still,
      surface: mottled('aab4ae', 0.12, 1.4),
    },
    {
      name: 'bowl',
      solid: vessel(
        [
          [0, -0.5],
          [0.5, -0.5],
          [0.95, -0.32],
          [1.3, 0.02],
          [1.5, 0.5],
        ],
        0.05,
      ),
      at: [-0.65, 0.55, -0.5],
      ...still,
      surface: glazed('e9e4d8', '3c6e8f', 0.3, 0.42),
    },
  ];
  const orange = (i: number, at: Vec, r: number): void => {
    things.push({
      name: `orange ${i}`,
      group: 'oranges',
      solid: sphere(r),
      at,
      turn: random() * 6,
      tilt: random(),
      surface: peel(i % 2 ? 'f08a1d' : 'ee7f16'),
    });
  };
  orange(1, [-1.15, 0.92, -0.62], 0.43);
  orange(2, [-0.3, 0.93, -0.9], 0.42);
  orange(3, [-0.5, 0.9, -0.12], 0.41);
  orange(4, [1.35, 0.42, 0.55], 0.42);
  orange(5, [2.15, 0.4, -0.25], 0.4);
  orange(6, [-2.35, 0.41, 0.62], 0.41);
  things.push(...appleWithStem('apple 1', [-0.62, 1.5, -0.5], 0.4, 0.6, 'b3202a', 'd8a83a'));
  things.push(...appleWithStem('apple 2', [0.55, 0.42, 1.15], 0.44, 2.1, 'a81c28', 'c9b03f'));
  things.push(...appleWithStem('apple 3', [-1.35, 0.41, 1.25], 0.42, 4.0, '6d9a2f', '9fbf45'));
  things.push({
    name: 'pear',
    solid: pear(0.42),
    at: [2.55, 0.52, 0.85],
    turn: 0.4,
    tilt: 0.1,
    surface: mottled('b5ad3a', 0.16, 0.3, 0.5, 0.35),
  });
  things.push({
    name: 'pear stem',
    partOf: 'pear',
    solid: capsule(0.11, 0.022),
    at: [2.44, 1.2, 0.87],
    turn: 0.2,
    tilt: 0.25,
    surface: plain('4d3a22'),
  });
  things.push(...mug('mug', [1.55, 0.51, -1.45], -0.5, 'dad5c8', '2f6f6a', 1.05));
  return {
    id: 'fruit',
    title: 'Fruit on a table',
    alt: 'A bowl with oranges and an apple on a wooden table, more oranges and apples, a pear and a mug around it.',
    counts: 'oranges',
    things,
    camera: { from: [0.35, 3.0, 6.6], to: [0.1, 0.55, -0.1], fov: 40, aperture: 0.045, focus: 6.6 },
    sky: room([0.62, 0.68, 0.78], [0.2, 0.17, 0.14]),
    lamp: { direction: unit([-0.62, 0.85, 0.45]), spread: 0.022, color: [2.3, 2.05, 1.7] },
    exposure: 0.86,
  };
};

/** Two shelves of mugs, books and a plant pot. */
export const shelf: Build = (random) => {
  const board = (y: number): Thing => ({
    name: null,
    solid: roundBox(4.2, 0.09, 0.9, 0.02),
    at: [0, y, 0],
    ...still,
    surface: planks('c9a87c', '94703f', 2.5),
  });
  const things: Thing[] = [
    {
      name: null,
      solid: roundBox(9, 7, 0.2, 0.02),
      at: [0, 1.5, -1.15],
      ...still,
      surface: mottled('c6ccc4', 0.07, 0.7),
    },
    board(-0.09),
    board(1.71),
  ];
  const colors: readonly (readonly [string, string])[] = [
    ['c8573b', 'f0e6d2'],
    ['e8e2d4', '2f6f8a'],
    ['3e6b62', 'd9c27a'],
    ['d9a93c', '7a3b2a'],
    ['51607f', 'e6e0d0'],
    ['e9dfd2', 'b5473c'],
    ['8c5a77', 'efe5d8'],
  ];
  const spots: readonly Vec[] = [
    [-2.3, 0.49, 0.05],
    [-1.1, 0.49, 0.2],
    [0.2, 0.49, 0.0],
    [-2.45, 2.29, 0.1],
    [-1.2, 2.29, -0.05],
    [1.15, 2.29, 0.1],
    [2.4, 2.29, 0.05],
  ];
  spots.forEach((at, i) => {
    const [ground, stripe] = colors[i] ?? ['ffffff', '000000'];
    things.push(...mug(`mug ${i + 1}`, at, i % 3 === 1 ? Math.PI - 0.35 : -0.35 + 0.5 * random(), ground, stripe));
  });
  const books = ['8a2f2b', '2c4a63', 'c79a3a', '3b5b3a', '6a4a73'];
  let x = 1.35;
  books.forEach((code, i) => {
    const w = 0.1 + 0.07 * random();
    const h = 0.52 + 0.16 * random();
    things.push({
      name: `book ${i + 1}`,
      group: 'books',
      solid: roundBox(w, h, 0.42, 0.02),
      at: [x + w, h, 0.02],
      turn: 0,
      tilt: 0,
      surface: mottled(code, 0.12, 0.2, 0.25, 0.5),
    });
    x += 2 * w + 0.015;
  });
  const pot: Vec = [0.0, 2.12, 0.05];
  things.push({
    name: 'plant',
    solid: vessel(
      [
        [0, -0.32],
        [0.26, -0.32],
        [0.36, 0.3],
      ],
      0.04,
    ),
    at: pot,
    ...still,
    surface: mottled('b0623f', 0.15, 0.15),
  });
  for (let i = 0; i < 9; i++) {
    const turn = (i / 9) * Math.PI * 2 + random();
    const tilt = 0.75 + 0.55 * random();
    things.push({
      name: 'plant leaves',
      partOf: 'plant',
      solid: ellipsoid(0.34, 0.03, 0.12),
      at: [
        pot[0] + Math.cos(turn) * 0.22 * (1.4 - tilt + 0.4),
        pot[1] + 0.55 + 0.12 * random(),
        pot[2] - Math.sin(turn) * 0.2,
      ],
      turn,
      tilt,
      surface: mottled('3f7a35', 0.25, 0.12, 0.5, 0.3),
    });
  }
  return {
    id: 'shelf',
    title: 'Mugs on a shelf',
    alt: 'Seven mugs with handles on two wooden shelves, with five books and a plant in a clay pot.',
    counts: 'mugs',
    things,
    camera: { from: [0.5, 1.75, 7.4], to: [0.05, 1.42, 0], fov: 37, aperture: 0.03, focus: 7.3 },
    sky: room([0.85, 0.88, 0.92], [0.6, 0.57, 0.53]),
    lamp: { direction: unit([0.55, 0.6, 0.85]), spread: 0.03, color: [1.5, 1.36, 1.15] },
    exposure: 0.84,
  };
};
