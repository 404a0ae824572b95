/** The common machinery of SAM-like families: a contract is data, this file speaks it. */
import { SegError } from '../../contract/errors.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import { type Placement, placeInside, placeLongestSide, placeStretch } from '../../core/geometry/resize.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { isAmbiguous, type Prompt } from '../../core/prompt/prompt.ts';
import type { OrtTensor } from '../ort.ts';
import { type Pixels, pixelsToInput } from '../pixels.ts';
import type { Session } from '../session.ts';
import { readFloats, type TensorMap } from '../tensors.ts';
import type { PromptableContract } from './contract.ts';
import type { Decoded, Encoded, Family, FamilyContext, FamilyModel, GraphFeeds } from './family.ts';
import { checkDecoder, linkGraphs } from './links.ts';
import { candidateOf, poolPlanes } from './planes.ts';
import { type PointList, type PointRule, pointList } from './points.ts';
import { promptTensors } from './prompt-tensors.ts';
import { rank } from './ranking.ts';

/** A family whose two graphs (`encoder`, `decoder`) follow the contract. */
export function promptable(contract: PromptableContract): Family {
  return {
    id: contract.id,
    roles: ['encoder', 'decoder'],
    gpuOutputs: ['encoder'],
    build: (context) => new PromptableModel(contract, context),
  };
}

/** The placement that a manifest's transform asks for. */
export function placeBy({ manifest, size }: Pick<FamilyContext, 'manifest' | 'size'>, source: ImageBox): Placement {
  const { transform } = manifest;
  if (transform.canvas) {
    return transform.rule === 'stretch'
      ? placeStretch(source, transform.canvas)
      : placeInside(source, transform.canvas);
  }
  if (transform.rule === 'stretch') return placeStretch(source, size);
  return placeLongestSide(source, size, transform.multiple ?? 'square');
}

export function sessionOf(context: FamilyContext, role: string): Session {
  const session = context.sessions.get(role);
  if (!session) throw new SegError('bad-model', `the model has no "${role}" graph`);
  return session;
}

/** The picture as the graph's only input; the caller releases it. */
function pictureFeed(context: FamilyContext, session: Session, pixels: Pixels, placement: Placement): TensorMap {
  const [port] = session.inputs;
  if (!port) throw new SegError('bad-model', 'the graph has no input');
  const { tensors } = context.runtime;
  const { data, dims } = pixelsToInput(pixels, placement, context.manifest.transform);
  return { [port.name]: tensors.picture(port.type, data, dims) };
}

/** Runs the graph on the picture; the caller owns the outputs. */
export async function runOnPicture(
  context: FamilyContext,
  session: Session,
  pixels: Pixels,
  placement: Placement,
  fetches?: readonly string[],
): Promise<TensorMap> {
  const feed = pictureFeed(context, session, pixels, placement);
  try {
    return await session.run(feed, fetches);
  } finally {
    context.runtime.tensors.release(Object.values(feed));
  }
}

export function byteSum(tensors: TensorMap): number {
  return [...new Set(Object.values(tensors))].reduce((sum, t) => sum + t.dims.reduce((a, b) => a * b, 4), 0);
}

function missing(name: string): never {
  throw new SegError('bad-model', `the graph gave no "${name}"`);
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
    return placeBy(this.context, source);
  }

  placeAt(source: ImageBox, side: number): Placement | undefined {
    const { manifest } = this.context;
    const { size, allowedSizes = [] } = manifest.transform;
    const allowed = this.contract.anySize === true && (side === size || allowedSizes.includes(side));
    return allowed ? placeBy({ manifest, size: side }, source) : undefined;
  }

  async encode(pixels: Pixels, placement: Placement): Promise<Encoded> {
    const { stacked } = this.contract;
    const extras = this.contract.extras.filter((name) => this.encoder.output(name));
    const direct = stacked !== undefined && this.encoder.output(stacked) ? [stacked] : [];
    const wanted = new Set([...this.links.values(), ...extras, ...direct]);
    const stack = stacked === undefined || direct.length > 0 || !this.decoder.input(stacked) ? undefined : stacked;
    const outputs = await runOnPicture(this.context, this.encoder, pixels, placement, stack ? undefined : [...wanted]);
    const named: Record<string, OrtTensor> = {};
    for (const [to, from] of this.links) named[to] = outputs[from] ?? missing(from);
    for (const name of [...extras, ...direct]) named[name] = outputs[name] ?? missing(name);
    if (stack) {
      const rest = Object.entries(outputs).filter(([name]) => !wanted.has(name));
      named[stack] = await this.stack(rest.map(([, tensor]) => tensor));
      this.context.runtime.tensors.release(rest.map(([, tensor]) => tensor));
    }
    return { placement, tensors: named, bytes: byteSum(named) };
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

  feeds(role: string, pixels: Pixels, encoded: Encoded, prompts: readonly Prompt[]): GraphFeeds | undefined {
    if (role === 'encoder') {
      const feeds = pictureFeed(this.context, this.encoder, pixels, encoded.placement);
      return { feeds, own: Object.values(feeds) };
    }
    if (role !== 'decoder') return undefined;
    const list = pointList(prompts, encoded.placement, this.rule);
    const own = promptTensors(this.contract, this.decoder, this.context.runtime.tensors, encoded, [list], undefined);
    return { feeds: { ...this.given(encoded), ...own }, own: Object.values(own) };
  }

  /** Encoder outputs that the decoder reads. */
  private given(encoded: Encoded): TensorMap {
    return Object.fromEntries(Object.entries(encoded.tensors).filter(([name]) => this.decoder.input(name)));
  }

  /** Several [1, ..] or [..] tensors of one shape as [n, 1, ..]. */
  private async stack(parts: readonly OrtTensor[]): Promise<OrtTensor> {
    const dims = parts[0]?.dims ?? missing('intermediate features');
    const length = dims.reduce((a, b) => a * b, 1);
    const data = new Float32Array(length * parts.length);
    for (const [i, part] of parts.entries()) data.set(await readFloats(part), i * length);
    return this.context.runtime.tensors.make({ type: 'float32', data }, [
      parts.length,
      ...(dims[0] === 1 ? [] : [1]),
      ...dims,
    ]);
  }

  private async run(
    encoded: Encoded,
    lists: readonly PointList[],
    previous: LogitsPlane | undefined,
    ambiguous: boolean,
  ): Promise<readonly Decoded[]> {
    const { tensors } = this.context.runtime;
    const { masks: masksName, scores: scoresName } = this.contract.outputs;
    const own = promptTensors(this.contract, this.decoder, tensors, encoded, lists, previous);
    let outputs: TensorMap = {};
    try {
      const fetches = scoresName === undefined ? [masksName] : [masksName, scoresName];
      outputs = await this.decoder.run({ ...this.given(encoded), ...own }, fetches);
      const masks = outputs[masksName] ?? missing(masksName);
      const scores =
        scoresName === undefined ? undefined : await readFloats(outputs[scoresName] ?? missing(scoresName));
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
    scores: Float32Array | undefined,
    placement: Placement,
    batch: number,
    ambiguous: boolean,
  ): readonly Decoded[] {
    const { ranking, outputs } = this.contract;
    const whole = { width: dims.at(-1) ?? 0, height: dims.at(-2) ?? 0 };
    const perPrompt = masks.length / (whole.width * whole.height * batch);
    if (!Number.isInteger(perPrompt) || perPrompt < 1) {
      throw new SegError('bad-model', `the decoder answered ${dims.join('x')} for ${batch} prompt sets`);
    }
    const { data, plane } = poolPlanes(masks, whole, outputs.pool ?? 1);
    return Array.from({ length: batch }, (_, b) =>
      rank(
        Array.from({ length: perPrompt }, (__, k) => {
          const index = b * perPrompt + k;
          return () => candidateOf(data, index, plane, placement, scores?.[index] ?? Number.NaN);
        }),
        ranking,
        ambiguous,
      ),
    );
  }
}
