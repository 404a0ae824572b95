/** Which family a set of graphs belongs to, by names, types and shapes: the decoder first, for its names say more. */
import type { FamilyId } from '../../contract/manifest.ts';
import type { Detection, NamedHeader } from './detection.ts';
import type { GraphPort, ModelHeader } from './header.ts';
import { pictureInput } from './picture-input.ts';
import { portWords } from './port-words.ts';
import { promptless } from './promptless.ts';

interface DecoderRule {
  readonly family: FamilyId;
  /** All of these inputs. */
  readonly inputs: readonly string[];
  /** None of these inputs. */
  readonly without?: readonly string[];
  readonly outputs: readonly string[];
  readonly words: string;
}

/** First match wins; the order matters. */
const DECODERS: readonly DecoderRule[] = [
  rule(
    'playground',
    ['features', 'embedding', 'detail', 'point_coords'],
    ['masks', 'iou_predictions'],
    'our own decoder',
  ),
  rule(
    'efficientsam',
    ['image_embeddings', 'batched_point_coords', 'batched_point_labels'],
    ['output_masks', 'iou_predictions'],
    'EfficientSAM, split',
  ),
  rule(
    'hq-sam',
    ['interm_embeddings', 'point_coords', 'point_labels'],
    ['low_res_masks', 'iou_predictions'],
    'HQ-SAM: reads intermediate features',
  ),
  rule(
    'hf-sam',
    ['input_points', 'input_labels', 'image_positional_embeddings'],
    ['pred_masks', 'iou_scores'],
    'SAM as optimum exports it',
  ),
  rule(
    'hf-sam2',
    ['input_points', 'input_labels', 'image_embeddings.0'],
    ['pred_masks', 'iou_scores'],
    'SAM 2 as transformers.js takes it',
  ),
  rule(
    'hf-sam2',
    ['input_points', 'input_labels', 'high_res_feats_0'],
    ['pred_masks', 'iou_scores'],
    'SAM 2, an older transformers.js export',
  ),
  rule(
    'sam2',
    ['high_res_feats_0', 'point_coords', 'point_labels'],
    ['masks', 'iou_predictions'],
    'SAM 2 as samexporter exports it',
  ),
  rule(
    'rectlabel-sam2',
    ['high_res_features1', 'point_coords', 'point_labels'],
    ['low_res_masks', 'iou_predictions'],
    'SAM 2.1 for RectLabel',
  ),
  rule(
    'ort-sam2',
    ['image_features_0', 'point_coords', 'original_image_size'],
    ['low_res_masks', 'iou_predictions'],
    'SAM 2 by ONNX Runtime’s exporter',
  ),
  rule(
    'sam',
    ['point_coords', 'point_labels', 'has_mask_input', 'orig_im_size'],
    ['low_res_masks', 'iou_predictions'],
    'Meta’s SAM decoder',
  ),
  rule(
    'sam',
    ['point_coords', 'point_labels', 'has_mask_input', 'orig_im_size_shape'],
    ['low_res_masks', 'iou_predictions'],
    'Meta’s SAM decoder, WebNN form',
  ),
  rule(
    'nanosam',
    ['image_embeddings', 'point_coords', 'mask_input', 'has_mask_input'],
    ['low_res_masks', 'iou_predictions'],
    'NanoSAM: takes no picture size',
  ),
  rule('segnext', ['image_feats', 'point_coords', 'prev_mask'], ['mask'], 'SegNext'),
  {
    ...rule('edgesam', ['image_embeddings', 'point_coords', 'point_labels'], ['scores', 'masks'], 'EdgeSAM'),
    without: ['mask_input'],
  },
  {
    ...rule(
      'efficientvit-sam',
      ['image_embeddings', 'point_coords', 'point_labels'],
      ['masks', 'iou_predictions'],
      'EfficientViT-SAM',
    ),
    without: ['mask_input'],
  },
];

function rule(family: FamilyId, inputs: readonly string[], outputs: readonly string[], words: string): DecoderRule {
  return { family, inputs, outputs, words };
}

/** The inputs that the decoders of a family have, one list for each known form. */
export function decoderInputsOf(family: FamilyId): readonly (readonly string[])[] {
  return DECODERS.filter((r) => r.family === family).map((r) => r.inputs);
}

function matches({ inputs, outputs, without = [] }: DecoderRule, header: ModelHeader): boolean {
  const has = (ports: readonly GraphPort[], name: string): boolean => ports.some((p) => p.name === name);
  return (
    inputs.every((n) => has(header.inputs, n)) &&
    outputs.every((n) => has(header.outputs, n)) &&
    !without.some((n) => has(header.inputs, n))
  );
}

/** Recognises an encoder-decoder pair or a promptless graph among the files. */
export function detectFamily(files: readonly NamedHeader[]): Detection {
  for (const wanted of DECODERS) {
    const decoder = files.find((f) => matches(wanted, f.header));
    if (!decoder) continue;
    const why = `${decoder.file} has the inputs ${wanted.inputs.join(', ')} and the outputs ${wanted.outputs.join(', ')}: ${wanted.words}`;
    const encoder = files.find(
      (f) => f !== decoder && pictureInput(f.header) && feeds(f.header, decoder.header, wanted.family),
    );
    if (!encoder) {
      return {
        roles: { decoder },
        reasons: [
          why,
          `The encoder that goes with it is missing: a graph that takes a picture and gives ${embeddingsOf(decoder.header).map(portWords).join(', ')}.`,
        ],
      };
    }
    const gives = encoder.header.outputs.map((o) => o.name).join(', ');
    return {
      family: wanted.family,
      roles: { encoder, decoder },
      reasons: [why, `${encoder.file} takes a picture and gives ${gives}, which the decoder reads`],
    };
  }
  return files.length === 1 && files[0]
    ? promptless(files[0])
    : { roles: {}, reasons: ['No decoder is among the files: none takes points or boxes under a known name.'] };
}

/** Decoder inputs of rank 4 or 5 that are no masks: what an encoder must fill. */
function embeddingsOf(decoder: ModelHeader): readonly GraphPort[] {
  return decoder.inputs.filter((p) => p.shape.length >= 4 && !/mask|point|label|box/.test(p.name));
}

function feeds(encoder: ModelHeader, decoder: ModelHeader, family: FamilyId): boolean {
  const needed = embeddingsOf(decoder).filter((p) => p.name !== 'interm_embeddings');
  if (family === 'hq-sam' && encoder.outputs.length < 2) return false;
  if (needed.length === 1 && encoder.outputs.length === 1) {
    const [from] = encoder.outputs;
    const [to] = needed;
    return from !== undefined && to !== undefined && agree(from.shape, to.shape);
  }
  return needed.every((to) => encoder.outputs.some((from) => from.name === to.name && agree(from.shape, to.shape)));
}

/** Two shapes that may be one: symbolic dimensions agree with anything. */
function agree(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  if (a.length === 0 || b.length === 0) return true;
  return a.length === b.length && a.every((d, i) => typeof d === 'string' || typeof b[i] === 'string' || d === b[i]);
}
