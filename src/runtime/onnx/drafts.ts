/** A first manifest for dropped files: the transform that the family's public exports use, read off the shapes where they say it. */
import type { FamilyId, ModelManifest, PromptKind, Transform } from '../../contract/manifest.ts';
import type { Detection } from './detection.ts';
import { canvasOf, layoutOf } from './picture-input.ts';

const N255 = { range: 255, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } as const;
const N1 = { range: 1, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
const HALF = { range: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
const RAW255 = { range: 255, mean: [0, 0, 0], std: [1, 1, 1] } as const;
const RAW1 = { range: 1, mean: [0, 0, 0], std: [1, 1, 1] } as const;
type Norm = typeof N255 | typeof N1 | typeof HALF | typeof RAW255 | typeof RAW1;

const STRETCHED: ReadonlySet<FamilyId> = new Set([
  'efficientsam',
  'hf-sam2',
  'sam2',
  'rectlabel-sam2',
  'ort-sam2',
  'segnext',
  'semantic',
  'saliency',
  'edges',
]);

const PROMPTS: Readonly<Partial<Record<FamilyId, readonly PromptKind[]>>> = {
  playground: ['point', 'exclude-point', 'box', 'mask'],
  sam: ['point', 'exclude-point', 'box', 'mask'],
  'hq-sam': ['point', 'exclude-point', 'box', 'mask'],
  nanosam: ['point', 'exclude-point', 'box', 'mask'],
  edgesam: ['point', 'exclude-point', 'box'],
  'efficientvit-sam': ['point', 'exclude-point', 'box'],
  efficientsam: ['point', 'box'],
  'hf-sam': ['point', 'exclude-point'],
  'hf-sam2': ['point', 'exclude-point', 'box'],
  sam2: ['point', 'exclude-point', 'box', 'mask'],
  'rectlabel-sam2': ['point', 'exclude-point', 'box', 'mask'],
  'ort-sam2': ['point', 'exclude-point', 'box', 'mask'],
  segnext: ['point', 'exclude-point', 'mask'],
};

/** Where the family's graphs normalise inside, the values go in raw. */
function normOf(family: FamilyId, hwc: boolean, symbolic: boolean, size: number): Norm {
  if (hwc) return RAW255;
  if (family === 'efficientsam' || family === 'segnext' || family === 'playground') return RAW1;
  if (family === 'hf-sam2') return size === 1008 ? HALF : N1;
  // Encoders of the SAM kind whose height and width are open take raw pixels (X-AnyLabeling); fixed ones want them normalised.
  if (symbolic && (family === 'sam' || family === 'edgesam')) return RAW255;
  return STRETCHED.has(family) || family === 'hf-sam' ? N1 : N255;
}

/** The transform of the graph that takes the picture. */
export function draftTransform(
  family: FamilyId,
  shape: readonly (number | string)[],
  decoderShape: readonly (number | string)[],
): Transform {
  const layout = layoutOf(shape) ?? 'nchw';
  const hwc = layout === 'hwc';
  const canvas = canvasOf(shape);
  const symbolic = canvas === null;
  const fallback = family === 'playground' || !PROMPTS[family] ? 512 : 1024;
  const size = canvas ? Math.max(16, canvas.width, canvas.height) : fallback;
  const norm = normOf(family, hwc, symbolic, size);
  // SAM-Med2D speaks Meta's contract but stretches; its embedding is 16 wide.
  const stretch = STRETCHED.has(family) || (family === 'sam' && decoderShape[2] === 16);
  return {
    size,
    ...(canvas && (canvas.width !== size || canvas.height !== size) ? { canvas } : {}),
    rule: stretch ? 'stretch' : 'longest-side',
    ...(family === 'playground' ? { multiple: 32 } : {}),
    range: norm.range,
    mean: [...norm.mean],
    std: [...norm.std],
    layout,
    pad: family === 'playground' ? 'mean-colour' : 'zero-after-normalise',
  };
}

/** Operators of dynamic and static 8-bit quantisation: none of them has a WebGPU kernel. */
const WHOLE = ['DynamicQuantizeLinear', 'MatMulInteger', 'ConvInteger', 'QLinearMatMul', 'QLinearConv'] as const;

/**
 * @param bytes by file name
 * @param content stands for what the files hold: two models with the same file names have different ids
 * @returns undefined when nothing was recognised
 */
export function draftManifest(
  detection: Detection,
  bytes: ReadonlyMap<string, number>,
  content: string,
): ModelManifest | undefined {
  const { family, roles } = detection;
  if (!family) return undefined;
  const picture = (roles.encoder ?? roles.model)?.header.inputs[0];
  const embedding = roles.decoder?.header.inputs.find((p) => p.name === 'image_embeddings');
  const names = Object.values(roles).map(({ file }) => file.replace(/^.*[\\/]/, '').replace(/\.onnx$/i, ''));
  const id = `own-${names.join('-')}-${content}`.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  return {
    schema: 1,
    id,
    name: names.join(' + '),
    family,
    summary: 'Opened from your own files.',
    licence: { spdx: 'NOASSERTION', words: 'Unknown here: see where the files came from.', commercial: 'unclear' },
    source: 'your own files',
    files: Object.fromEntries(
      Object.entries(roles).map(([role, { file, header }]) => [
        role,
        {
          url: file,
          bytes: Math.max(1, bytes.get(file) ?? 1),
          precision: WHOLE.some((op) => op in header.ops) ? ('int8' as const) : ('fp32' as const),
          ...(header.externalData.length > 0
            ? {
                externalData: header.externalData.map((location) => ({
                  location,
                  url: location,
                  bytes: bytes.get(location) ?? 0,
                })),
              }
            : {}),
        },
      ]),
    ),
    transform: draftTransform(family, picture?.shape ?? [], embedding?.shape ?? []),
    prompts: [...(PROMPTS[family] ?? [])],
    options: {},
    card: { scores: [] },
  };
}
