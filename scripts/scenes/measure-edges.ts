/**
 * How near soft edges come to the exact alpha: `npx tsx scripts/scenes/measure-edges.ts [width height]`.
 * MAE and gradient error (mean absolute difference of the gradients' lengths) in the unknown band: pixels whose alpha is
 * partial, or where the rough mask is wrong, and their surroundings of two pixels.
 */
import { edgeReach, matteCutout } from '../../src/core/edges/colour-matte.ts';
import { DEFAULT_REFINE, refineAlpha } from '../../src/core/edges/guided-filter.ts';
import { boxMean } from '../../src/core/mask/box-filter.ts';
import { ALPHA_SCENES, type AlphaScene, alphaScene } from './alpha-scenes.ts';

const [width = 1200, height = 900] = process.argv.slice(2).map(Number);

interface Errors {
  readonly mae: number;
  readonly gradient: number;
}

function gradients(alpha: Float32Array): Float32Array {
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

function unknownBand({ alpha, rough }: AlphaScene): Float32Array {
  const wrong = alpha.map((a, i) => ((a > 0 && a < 1) || a > 0.5 !== (rough[i] ?? 0) > 127 ? 1 : 0));
  boxMean(wrong, new Float32Array(wrong.length), width, height, 2);
  return wrong;
}

function errorsOf(alpha: Float32Array, scene: AlphaScene, band: Float32Array, truth: Float32Array): Errors {
  const slopes = gradients(alpha);
  let [mae, gradient, n] = [0, 0, 0];
  for (let i = 0; i < alpha.length; i++) {
    if ((band[i] ?? 0) <= 0) continue;
    mae += Math.abs((alpha[i] ?? 0) - (scene.alpha[i] ?? 0));
    gradient += Math.abs((slopes[i] ?? 0) - (truth[i] ?? 0));
    n++;
  }
  return { mae: mae / Math.max(1, n), gradient: gradient / Math.max(1, n) };
}

const fixed = ({ mae, gradient }: Errors): string => `${mae.toFixed(4)} ${gradient.toFixed(4)}`;

console.log(`${width} x ${height}; each: MAE, gradient error`);
for (const name of ALPHA_SCENES) {
  const scene = alphaScene(name, width, height);
  const band = unknownBand(scene);
  const truth = gradients(scene.alpha);
  const score = (alpha: Float32Array): Errors => errorsOf(alpha, scene, band, truth);
  const hard = score(Float32Array.from(scene.rough, (v) => v / 255));
  const radius = Math.max(4, Math.round(Math.max(width, height) / 80));
  const guided = refineAlpha(
    scene.guide,
    Float32Array.from(scene.rough, (v) => v / 255),
    scene,
    {
      ...DEFAULT_REFINE,
      radius,
    },
  );
  const line = [`hard ${fixed(hard)}`, `guided ${fixed(score(Float32Array.from(guided.alpha, (v) => v / 255)))}`];
  for (const edge of ['soft', 'hair'] as const) {
    const started = performance.now();
    const rgba = matteCutout(scene.guide, scene.rough, edgeReach(edge, Math.max(width, height)));
    const ms = performance.now() - started;
    const own = score(Float32Array.from(scene.alpha, (_, i) => (rgba[4 * i + 3] ?? 0) / 255));
    line.push(`${edge} ${fixed(own)} (${(own.mae / hard.mae).toFixed(2)} of hard) ${ms.toFixed(0)} ms`);
  }
  console.log(`${name.padEnd(12)} ${line.join(' | ')}`);
}
