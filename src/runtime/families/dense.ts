/** The common machinery of families without prompts: one graph, one dense output, a click picks from it. */
import { SegError } from '../../contract/errors.ts';
import type { FamilyId } from '../../contract/manifest.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { Placement } from '../../core/geometry/resize.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { OrtTensor } from '../ort.ts';
import type { Pixels } from '../pixels.ts';
import { readFloats } from '../tensors.ts';
import type { Decoded, Encoded, Family, FamilyContext, FamilyModel } from './family.ts';
import { byteSum, placeBy, runOnPicture, sessionOf } from './promptable.ts';

/** A dense output: float32 [channels, height, width]. */
export interface DenseMap {
  /** True when the graph gave whole numbers of one channel: classes already chosen. */
  readonly labels: boolean;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export interface DenseContract {
  readonly id: FamilyId;
  /** Which output to read, of those the graph has. */
  readonly output: (names: readonly string[]) => string | undefined;
  /** @param at the clicked place of the picture, absent when nothing was clicked */
  readonly answer: (map: DenseMap, placement: Placement, at: ImagePoint | undefined) => Decoded;
}

/** A family whose only graph (`model`) gives one map of the whole picture. */
export function dense(contract: DenseContract): Family {
  return { id: contract.id, roles: ['model'], gpuOutputs: [], build: (context) => new DenseModel(contract, context) };
}

const OUTPUT = 'output';

class DenseModel implements FamilyModel {
  readonly batched = false;
  private readonly contract: DenseContract;
  private readonly context: FamilyContext;
  private readonly output: string;

  constructor(contract: DenseContract, context: FamilyContext) {
    this.contract = contract;
    this.context = context;
    const names = sessionOf(context, 'model').outputs.map((port) => port.name);
    const output = contract.output(names);
    if (output === undefined) throw new SegError('bad-model', `none of ${names.join(', ')} is a map of the picture`);
    this.output = output;
  }

  place(source: ImageBox): Placement {
    return placeBy(this.context, source);
  }

  async encode(pixels: Pixels, placement: Placement): Promise<Encoded> {
    const outputs = await runOnPicture(this.context, sessionOf(this.context, 'model'), pixels, placement, [
      this.output,
    ]);
    const output = outputs[this.output];
    if (!output || output.dims.length < 2) throw new SegError('bad-model', `"${this.output}" is no map of the picture`);
    const tensors = { [OUTPUT]: await this.channelsFirst(output) };
    return { placement, tensors, bytes: byteSum(tensors) };
  }

  /** The output as whoever reads it by name expects it: [1, channels, height, width]. */
  private async channelsFirst(output: OrtTensor): Promise<OrtTensor> {
    if (!channelsLast(output.dims) || output.dims.at(-1) === 1) return output;
    const { channels, width, height, data } = denseMap(await readFloats(output), output.dims, false);
    const { tensors } = this.context.runtime;
    tensors.release([output]);
    return tensors.make({ type: 'float32', data }, [1, channels, height, width]);
  }

  async decode(encoded: Encoded, prompts: readonly Prompt[]): Promise<Decoded> {
    const click = prompts.findLast((p) => p.kind === 'point' && p.label === 'include');
    return this.answerAt(encoded, click?.kind === 'point' ? click.at : undefined);
  }

  async decodeBatch(encoded: Encoded, points: readonly ImagePoint[]): Promise<readonly Decoded[]> {
    return Promise.all(points.map((at) => this.answerAt(encoded, at)));
  }

  dispose(encoded: Encoded): void {
    this.context.runtime.tensors.release(Object.values(encoded.tensors));
  }

  private async answerAt(encoded: Encoded, at: ImagePoint | undefined): Promise<Decoded> {
    const tensor = encoded.tensors[OUTPUT];
    if (!tensor) throw new SegError('internal', 'the map is gone');
    const map = denseMap(await readFloats(tensor), tensor.dims, /int|bool/.test(tensor.type));
    return this.contract.answer(map, encoded.placement, at);
  }
}

/** Whether a shape [.., height, width, channels] has its channels last: they are fewer than the places on either side. */
function channelsLast(dims: readonly number[]): boolean {
  const [a = 1, b = 1, c = 1] = dims.slice(-3);
  return dims.length === 4 && c < b && c < a && a > 1;
}

/** An output as planes, whatever order its numbers came in. */
function denseMap(values: Float32Array, dims: readonly number[], whole: boolean): DenseMap {
  const last = channelsLast(dims);
  const [height = 1, width = 1] = last ? dims.slice(-3, -1) : dims.slice(-2);
  const plane = width * height;
  const channels = values.length / plane;
  const labels = whole && channels === 1;
  if (!last || channels === 1) return { labels, channels, width, height, data: values };
  const data = new Float32Array(values.length);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < channels; c++) data[c * plane + i] = values[i * channels + c] ?? 0;
  }
  return { labels, channels, width, height, data };
}
