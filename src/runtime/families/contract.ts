/** What tells one SAM-like family from another, as data. Names are the graphs' own. */
import type { FamilyId } from '../../contract/manifest.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { Session } from '../session.ts';
import type { Encoded, FamilyContext } from './family.ts';
import type { PointRule } from './points.ts';
import type { Ranking } from './ranking.ts';

export interface MaskInput {
  readonly input: string;
  /** Says whether `input` holds a mask, 0 or 1. */
  readonly flag?: string;
  readonly plane: (encoded: Encoded, decoder: Session) => Size;
  /** Absent: raw logits. */
  readonly values?: 'probabilities';
}

export interface PromptableContract {
  readonly id: FamilyId;
  /** Decoder inputs that the encoder fills, each with the encoder outputs it may come from, the likeliest first. */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** A decoder input made of all other encoder outputs, one behind the other along a new first axis. */
  readonly stacked?: string;
  /** Encoder outputs kept for teaching views and find-similar though the decoder does not read them. */
  readonly extras: readonly string[];
  readonly points: {
    readonly coords: string;
    readonly labels: string;
    /** 3: [batch, N, 2]; 4: [1, batch, N, 2]. */
    readonly rank: 3 | 4;
    /** Box tensor [1, boxes, 4] of decoders that take boxes apart from points. */
    readonly boxes?: string;
    readonly rule: (context: FamilyContext) => PointRule;
  };
  /** Absent when the decoder takes no earlier mask. */
  readonly mask?: MaskInput;
  /** Values of further inputs, one-dimensional, by name. */
  readonly constants: Readonly<Record<string, readonly number[]>>;
  /** Inputs of which only the shape matters: filled with zeros of their declared shape. */
  readonly shapesOnly?: readonly string[];
  readonly outputs: {
    readonly masks: string;
    /** Absent when the family predicts no quality. */
    readonly scores?: string;
    /** Planes larger than worth moving are averaged down by this factor. */
    readonly pool?: number;
  };
  readonly ranking: Ranking;
  /** True when both graphs take any of the manifest's sizes without being made again. */
  readonly anySize?: boolean;
  /** True when points, labels and mask inputs take a batch axis. */
  readonly batched: boolean;
}

/** Every decoder input that the contract can fill. */
export function fillable(contract: PromptableContract): ReadonlySet<string> {
  const { points, mask } = contract;
  return new Set([
    ...Object.keys(contract.links),
    ...(contract.stacked ? [contract.stacked] : []),
    points.coords,
    points.labels,
    ...(points.boxes ? [points.boxes] : []),
    ...(mask ? [mask.input, ...(mask.flag ? [mask.flag] : [])] : []),
    ...Object.keys(contract.constants),
    ...(contract.shapesOnly ?? []),
  ]);
}

/** Side of the mask prompt: as declared, else four times the embedding's (SAM: 64 -> 256). */
export function declaredMaskPlane(input: string, embedding: string): MaskInput['plane'] {
  return (encoded, decoder) => {
    const declared = decoder.input(input)?.shape.at(-1);
    const side = typeof declared === 'number' ? declared : 4 * (encoded.tensors[embedding]?.dims.at(-1) ?? 64);
    return { width: side, height: side };
  };
}
