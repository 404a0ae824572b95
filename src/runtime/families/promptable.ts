/** The common machinery of SAM-like families: a contract is data, this file speaks it. */
import { SegError } from '../../contract/errors.ts';
import type { FamilyId } from '../../contract/manifest.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import { type Placement, placeLongestSide, placeStretch } from '../../core/geometry/resize.ts';
import type { ImagePoint, Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { isAmbiguous, type Prompt } from '../../core/prompt/prompt.ts';
import type { OrtTensor } from '../ort.ts';
import { type Pixels, pixelsToInput } from '../pixels.ts';
import type { Session } from '../session.ts';
import { readFloats, type TensorMap } from '../tensors.ts';
import type { Decoded, Encoded, Family, FamilyContext, FamilyModel } from './family.ts';
import { candidateOf, maskPrompt } from './planes.ts';
import { type PointList, type PointRule, pointList } from './points.ts';
import { type Ranking, rank } from './ranking.ts';

/** What tells one SAM-like family from another. Names are the graphs' own. */
export interface PromptableContract {
  readonly id: FamilyId;
  /** Decoder inputs that the encoder fills, each with the encoder outputs it may come from, the likeliest first. */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** Encoder outputs kept for teaching views and find-similar though the decoder does not read them. */
  readonly extras: readonly string[];
  readonly points: {
    readonly coords: string;
    readonly labels: string;
    /** 3: [batch, N, 2]; 4: [1, batch, N, 2]. */
    readonly rank: 3 | 4;
    readonly rule: (context: FamilyContext) => PointRule;
  };
  /** Absent when the decoder takes no earlier mask. `side` is the plane's side where the graph does not state it. */
  readonly mask?: {
    readonly input: string;
    readonly flag?: string;
    readonly plane: (encoded: Encoded, decoder: Session) => Size;
  };
  /** Values of further inputs (image sizes and the like) by name. */
  readonly constants: Readonly<
    Record<string, { readonly values: readonly number[]; readonly dims: readonly number[] }>
  >;
  readonly outputs: { readonly masks: string; readonly scores: string };
  readonly ranking: Ranking;
  /** True when points, labels and mask inputs take a batch axis. */
  readonly batched: boolean;
}

/** A family whose two graphs (`encoder`, `decoder`) follow the contract. */
export function promptable(contract: PromptableContract): Family {
  return {
    id: contract.id,
    roles: ['encoder', 'decoder'],
    gpuOutputs: ['encoder'],
    build: (context) => new PromptableModel(contract, context),
  };
}

function sessionOf(context: FamilyContext, role: string): Session {
  const session = context.sessions.get(role);
  if (!session) throw new SegError('bad-model', `the model has no "${role}" graph`);
  return session;
}

class PromptableModel implements FamilyModel {
  readonly batched: boolean;
  private readonly contract: PromptableContract;
  private readonly context: FamilyContext;
  private readonly encoder: Session;
  private readonly decoder: Session;
  /** Decoder input -> encoder output. */
  private readonly links: ReadonlyMap<string, string>;
  private readonly rule: PointRule;

  constructor(contract: PromptableContract, context: FamilyContext) {
    this.contract = contract;
    this.context = context;
    this.batched = contract.batched;
    this.encoder = sessionOf(context, 'encoder');
    this.decoder = sessionOf(context, 'decoder');
    this.links = linkGraphs(contract, this.encoder, this.decoder);
    this.rule = contract.points.rule(context);
    checkDecoder(contract, this.decoder);
  }

  place(source: ImageBox): Placement {
    const { transform } = this.context.manifest;
    if (transform.rule === 'stretch') return placeStretch(source, this.context.size);
    return placeLongestSide(source, this.context.size, transform.multiple ?? 'square');
  }

  async encode(pixels: Pixels, placement: Placement): Promise<Encoded> {
    const { tensors } = this.context.runtime;
    const [port] = this.encoder.inputs;
    if (!port) throw new SegError('bad-model', 'the encoder has no input');
    const { data, dims } = pixelsToInput(pixels, placement, this.context.manifest.transform);
    const input = tensors.make({ type: 'float32', data }, dims);
    try {
      const extras = this.contract.extras.filter((name) => this.encoder.output(name));
      const outputs = await this.encoder.run({ [port.name]: input }, [...new Set([...this.links.values(), ...extras])]);
      const named: Record<string, OrtTensor> = {};
      for (const [to, from] of this.links) named[to] = outputs[from] ?? missing(from);
      for (const name of extras) named[name] = outputs[name] ?? missing(name);
      return { placement, tensors: named, bytes: byteSum(named) };
    } finally {
      tensors.release([input]);
    }
  }

  async decode(encoded: Encoded, prompts: readonly Prompt[], previous?: LogitsPlane): Promise<Decoded> {
    const list = pointList(prompts, encoded.placement, this.rule);
    const [decoded] = await this.run(encoded, [list], previous, isAmbiguous(prompts) && previous === undefined);
    return decoded ?? missing('candidates');
  }

  async decodeBatch(encoded: Encoded, points: readonly ImagePoint[]): Promise<readonly Decoded[]> {
    const lists = points.map((at) =>
      pointList([{ kind: 'point', at, label: 'include' }], encoded.placement, this.rule),
    );
    if (this.batched) return this.run(encoded, lists, undefined, true);
    const answers: Decoded[] = [];
    for (const list of lists) answers.push(...(await this.run(encoded, [list], undefined, true)));
    return answers;
  }

  dispose(encoded: Encoded): void {
    this.context.runtime.tensors.release(Object.values(encoded.tensors));
  }

  /** All lists have the same number of points. */
  private async run(
    encoded: Encoded,
    lists: readonly PointList[],
    previous: LogitsPlane | undefined,
    ambiguous: boolean,
  ): Promise<readonly Decoded[]> {
    const { tensors } = this.context.runtime;
    const { masks: masksName, scores: scoresName } = this.contract.outputs;
    const own = this.promptTensors(encoded, lists, previous);
    let outputs: TensorMap = {};
    try {
      const feeds: Record<string, OrtTensor> = { ...own };
      for (const name of this.links.keys()) feeds[name] = encoded.tensors[name] ?? missing(name);
      outputs = await this.decoder.run(feeds, [masksName, scoresName]);
      const masks = outputs[masksName] ?? missing(masksName);
      const scores = await readFloats(outputs[scoresName] ?? missing(scoresName));
      return this.split(masks.dims, await readFloats(masks), scores, encoded.placement, lists.length, ambiguous);
    } finally {
      tensors.release(Object.values(own));
      tensors.release(Object.values(outputs));
    }
  }

  /** Masks of any rank [.., K, h, w]; the leading axes multiply to batch x K. */
  private split(
    dims: readonly number[],
    masks: Float32Array,
    scores: Float32Array,
    placement: Placement,
    batch: number,
    ambiguous: boolean,
  ): readonly Decoded[] {
    const plane = { width: dims.at(-1) ?? 0, height: dims.at(-2) ?? 0 };
    const perPrompt = masks.length / (plane.width * plane.height * batch);
    if (!Number.isInteger(perPrompt) || perPrompt < 1) {
      throw new SegError('bad-model', `the decoder answered ${dims.join('x')} for ${batch} prompt sets`);
    }
    return Array.from({ length: batch }, (_, b) =>
      rank(
        Array.from({ length: perPrompt }, (__, k) => {
          const index = b * perPrompt + k;
          return () => candidateOf(masks, index, plane, placement, scores[index] ?? Number.NaN);
        }),
        this.contract.ranking,
        ambiguous,
      ),
    );
  }

  private promptTensors(
    encoded: Encoded,
    lists: readonly PointList[],
    previous?: LogitsPlane,
  ): Record<string, OrtTensor> {
    const { points, mask, constants } = this.contract;
    const { tensors } = this.context.runtime;
    const batch = lists.length;
    const count = lists[0]?.labels.length ?? 0;
    const lead = points.rank === 4 ? [1, batch, count] : [batch, count];
    const numbers = (name: string, values: readonly number[], dims: readonly number[]): OrtTensor =>
      tensors.numbers(this.decoder.input(name)?.type ?? 'float32', values, dims);
    const own: Record<string, OrtTensor> = {
      [points.coords]: numbers(
        points.coords,
        lists.flatMap((l) => l.coords),
        [...lead, 2],
      ),
      [points.labels]: numbers(
        points.labels,
        lists.flatMap((l) => l.labels),
        lead,
      ),
    };
    if (mask && this.decoder.input(mask.input)) {
      const plane = mask.plane(encoded, this.decoder);
      const data = previous
        ? maskPrompt(previous, encoded.placement, plane)
        : new Float32Array(batch * plane.width * plane.height);
      own[mask.input] = tensors.make({ type: 'float32', data }, [batch, 1, plane.height, plane.width]);
      if (mask.flag)
        own[mask.flag] = numbers(
          mask.flag,
          Array.from({ length: batch }, () => (previous ? 1 : 0)),
          [batch],
        );
    }
    for (const [name, { values, dims }] of Object.entries(constants)) {
      if (this.decoder.input(name)) own[name] = numbers(name, values, dims);
    }
    return own;
  }
}

function missing(name: string): never {
  throw new SegError('bad-model', `the graph gave no "${name}"`);
}

function byteSum(tensors: TensorMap): number {
  return [...new Set(Object.values(tensors))].reduce((sum, t) => sum + t.dims.reduce((a, b) => a * b, 4), 0);
}

function linkGraphs(contract: PromptableContract, encoder: Session, decoder: Session): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const [to, candidates] of Object.entries(contract.links)) {
    if (!decoder.input(to)) continue;
    const sole = encoder.outputs.length === 1 ? encoder.outputs[0]?.name : undefined;
    const from = candidates.find((name) => encoder.output(name)) ?? sole;
    if (from === undefined) {
      throw new SegError(
        'bad-model',
        `the encoder has no output for the decoder's "${to}" (${encoder.outputs.map((o) => o.name).join(', ')})`,
      );
    }
    links.set(to, from);
  }
  return links;
}

/** Every decoder input must be one that the contract fills, and the outputs must be there. */
function checkDecoder(contract: PromptableContract, decoder: Session): void {
  const filled = new Set([
    ...Object.keys(contract.links),
    contract.points.coords,
    contract.points.labels,
    ...(contract.mask ? [contract.mask.input, ...(contract.mask.flag ? [contract.mask.flag] : [])] : []),
    ...Object.keys(contract.constants),
  ]);
  const unknown = decoder.inputs.filter((port) => !filled.has(port.name)).map((port) => port.name);
  const absent = [contract.points.coords, contract.points.labels].filter((name) => !decoder.input(name));
  const silent = [contract.outputs.masks, contract.outputs.scores].filter((name) => !decoder.output(name));
  const complaints = [
    ...(unknown.length > 0 ? [`asks for ${unknown.join(', ')}`] : []),
    ...(absent.length > 0 ? [`lacks input ${absent.join(', ')}`] : []),
    ...(silent.length > 0 ? [`lacks output ${silent.join(', ')}`] : []),
  ];
  if (complaints.length > 0)
    throw new SegError('bad-model', `not a ${contract.id} decoder: it ${complaints.join('; ')}`);
}
