/**
 * How near soft edges come to the exact alpha of composed scenes: hair, fur, glass, motion blur, thin wires. MAE and gradient error
 * (mean absolute difference of the gradients' lengths) in the unknown band: pixels whose alpha is partial, or where the rough mask is
 * wrong, and their surroundings of two pixels. Times are of one thread in Node, at 12 megapixels.
 */

import { ALPHA_SCENES, type AlphaScene, alphaScene } from '../scripts/scenes/alpha-scenes.ts';
import { edgeReach, matteCutout } from '../src/core/edges/colour-matte.ts';
import { DEFAULT_REFINE, refineAlpha } from '../src/core/edges/guided-filter.ts';
import { boxMean } from '../src/core/mask/box-filter.ts';
import { squaredDistance } from '../src/core/mask/distance.ts';
import type { Sample } from './table.ts';

/** Small enough for five scenes in a minute; the figures hardly change with size, since masks are of 256 px in any case. */
const SCENE = { width: 1200, height: 900 };
/** What a camera gives. */
const PHOTO = { width: 4000, height: 3000 };
/** A person's brush goes this far around what it means, pixels. */
const AROUND = 12;

interface Errors {
  readonly mae: number;
  readonly gradient: number;
}

function gradients(alpha: Float32Array, width: number): Float32Array {
  return alpha.map((_, i) => {
    const x = i % width;
    const left = x > 0 ? i - 1 : i;
    const right = x < width - 1 ? i + 1 : i;
    const up = i >= width ? i - width : i;
    const down = i + width < alpha.length ? i + width : i;
    const gx = ((alpha[right] ?? 0) - (alpha[left] ?? 0)) / 2;
    return Math.hypot(gx, ((alpha[down] ?? 0) - (alpha[up] ?? 0)) / 2);
  });
}

/** Pixels near those that the rough mask cannot be right about: 1 or 0. */
function around({ alpha, rough, width, height }: AlphaScene, reach: number): Uint8Array<ArrayBuffer> {
  const wrong = alpha.map((a, i) => ((a > 0 && a < 1) || a > 0.5 !== (rough[i] ?? 0) > 127 ? 1 : 0));
  boxMean(wrong, new Float32Array(wrong.length), width, height, reach);
  return Uint8Array.from(wrong, (v) => (v > 0 ? 1 : 0));
}

function errorsOf(alpha: Float32Array, scene: AlphaScene, band: Uint8Array, truth: Float32Array): Errors {
  const slopes = gradients(alpha, scene.width);
  let [mae, gradient, n] = [0, 0, 0];
  for (let i = 0; i < alpha.length; i++) {
    if (band[i] !== 1) continue;
    mae += Math.abs((alpha[i] ?? 0) - (scene.alpha[i] ?? 0));
    gradient += Math.abs((slopes[i] ?? 0) - (truth[i] ?? 0));
    n++;
  }
  return { mae: mae / Math.max(1, n), gradient: gradient / Math.max(1, n) };
}

type Way = (scene: AlphaScene) => Float32Array;

const alphaOf = (rgba: Uint8ClampedArray, n: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => (rgba[4 * i + 3] ?? 0) / 255);

function edge(kind: 'soft' | 'hair'): Way {
  return (scene) =>
    alphaOf(
      matteCutout(scene.guide, scene.rough, edgeReach(kind, Math.max(scene.width, scene.height))),
      scene.alpha.length,
    );
}

/** Painted over by the hair brush: all that is unknown with some room, as a person paints it. */
function brushed(scene: AlphaScene): Float32Array {
  const { width, height } = scene;
  const unknown = around(scene, AROUND);
  const depth = Math.sqrt(squaredDistance({ width, height, data: unknown }).reduce((most, d) => Math.max(most, d), 0));
  return alphaOf(matteCutout(scene.guide, scene.rough, Math.ceil(depth), unknown), scene.alpha.length);
}

const WAYS: Readonly<Record<string, Way>> = {
  hard: ({ rough }) => Float32Array.from(rough, (v) => v / 255),
  guided: (scene) => {
    const radius = Math.max(4, Math.round(Math.max(scene.width, scene.height) / 80));
    const rough = Float32Array.from(scene.rough, (v) => v / 255);
    return Float32Array.from(
      refineAlpha(scene.guide, rough, scene, { ...DEFAULT_REFINE, radius }).alpha,
      (v) => v / 255,
    );
  },
  soft: edge('soft'),
  hair: edge('hair'),
  'hair brush': brushed,
};

const timed = (run: () => void): number => {
  const started = performance.now();
  run();
  return performance.now() - started;
};

/** Prints the errors and returns the times. */
export function benchEdges(): readonly Sample[] {
  console.info(`| scene, ${SCENE.width} x ${SCENE.height}: MAE / gradient error | ${Object.keys(WAYS).join(' | ')} |`);
  console.info(`|---|${'---:|'.repeat(Object.keys(WAYS).length)}`);
  for (const name of ALPHA_SCENES) {
    const scene = alphaScene(name, SCENE.width, SCENE.height);
    const band = around(scene, 2);
    const truth = gradients(scene.alpha, scene.width);
    const cells = Object.values(WAYS).map((way) => {
      const { mae, gradient } = errorsOf(way(scene), scene, band, truth);
      return `${mae.toFixed(4)} / ${gradient.toFixed(4)}`;
    });
    console.info(`| ${name} | ${cells.join(' | ')} |`);
  }
  const photo = alphaScene('hair', PHOTO.width, PHOTO.height);
  const reach = edgeReach('hair', PHOTO.width);
  const unknown = around(photo, 2);
  const megapixels = (PHOTO.width * PHOTO.height) / 1e6;
  return [0, 1, 2].flatMap(() => [
    {
      name: 'ours',
      what: 'edge: hair',
      megapixels,
      value: timed(() => matteCutout(photo.guide, photo.rough, reach)),
    },
    {
      name: 'ours',
      what: 'edge: hair brush',
      megapixels,
      value: timed(() => matteCutout(photo.guide, photo.rough, reach, unknown)),
    },
  ]);
}
