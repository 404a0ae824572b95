/** What fixtures of public contracts are made of. */
import type { FamilyId, Transform } from '../../contract/manifest.ts';
import { type TinyEncoder, tinyEncoder } from './encoders.ts';
import { type ExactDecoder, exactDecoder } from './exact-decoder.ts';
import type { Dims } from './writer.ts';

export interface Fixture {
  /** Unique among fixtures. */
  readonly name: string;
  readonly family: FamilyId;
  readonly encoder: () => Uint8Array<ArrayBuffer>;
  readonly decoder: () => Uint8Array<ArrayBuffer>;
  readonly transform: Transform;
  readonly exact: ExactDecoder;
  /** Point tokens that one click must become, the padding point included. */
  readonly tokensOfOneClick: number;
  readonly boxes: boolean;
  readonly excludes: boolean;
}

export const N255 = { range: 255, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } as const;
export const N1 = { range: 1, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

export function transform(
  rule: Transform['rule'],
  size: number,
  norm: typeof N255 | typeof N1,
  layout: Transform['layout'] = 'nchw',
): Transform {
  return {
    size,
    rule,
    range: norm.range,
    mean: [...norm.mean],
    std: [...norm.std],
    layout,
    pad: 'zero-after-normalise',
  };
}

export const EMBEDDING: readonly [string, Dims] = ['image_embeddings', [1, 256, 64, 64]];
/** Single mask, then part, object, whole: sizes of SAM's four tokens. */
export const FOUR = { offsets: [0, -60, 0, 60], scores: [0.5, 0.6, 0.9, 0.7] };
/** Not sorted by size, as in reality. */
export const THREE = { offsets: [0, -60, 60], scores: [0.9, 0.6, 0.7] };

/** A decoder that takes no earlier mask and no picture size. */
export const BARE: ExactDecoder = {
  embeddings: [EMBEDDING],
  coords: 'point_coords',
  labels: 'point_labels',
  labelType: 'float32',
  rank: 3,
  space: 1024,
  plane: 256,
  radius: 160,
  ...FOUR,
  shift: 0.5,
  outputs: ['masks', 'scores'],
  names: { masks: 'low_res_masks', scores: 'iou_predictions' },
  maskRank: 4,
};

export const UNSIZED: ExactDecoder = { ...BARE, mask: { input: 'mask_input', flag: 'has_mask_input', side: 256 } };

/** Meta's own export. */
export const META: ExactDecoder = { ...UNSIZED, sizes: [['orig_im_size', 'float32', [2]]] };

export function encoder(
  input: string,
  dims: Dims,
  outputs: TinyEncoder['outputs'],
  more: Partial<TinyEncoder> = {},
): () => Uint8Array<ArrayBuffer> {
  return () => tinyEncoder({ input: { name: input, dims }, outputs, ...more });
}

export const SQUARE: Dims = [1, 3, 1024, 1024];
export const ONE = [{ name: 'image_embeddings', channels: 256, side: 64 }];

interface Draft {
  readonly name: string;
  readonly family: FamilyId;
  readonly encoder: () => Uint8Array<ArrayBuffer>;
  readonly exact: ExactDecoder;
  readonly transform: Transform;
  readonly tokens: number;
  readonly boxes?: boolean;
  readonly excludes?: boolean;
}

export function fixture(d: Draft): Fixture {
  return {
    name: d.name,
    family: d.family,
    encoder: d.encoder,
    decoder: () => exactDecoder(d.exact),
    transform: d.transform,
    exact: d.exact,
    tokensOfOneClick: d.tokens,
    boxes: d.boxes ?? true,
    excludes: d.excludes ?? true,
  };
}

export const LEVELS = [
  { name: 'high_res_feats_0', channels: 32, side: 256 },
  { name: 'high_res_feats_1', channels: 64, side: 128 },
];
export const LEVEL_DIMS: readonly (readonly [string, Dims])[] = [
  ['high_res_feats_0', [1, 32, 256, 256]],
  ['high_res_feats_1', [1, 64, 128, 128]],
];
