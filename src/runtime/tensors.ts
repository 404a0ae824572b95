/** Owns every live tensor of one worker, so that a leak shows as a number. */
import { fromHalves, toHalves } from './half.ts';
import type { Ort, OrtTensor } from './ort.ts';

export type TensorMap = Readonly<Record<string, OrtTensor>>;

/** Values a float tensor may be made of. */
type Data =
  | { readonly type: 'float32'; readonly data: Float32Array }
  | { readonly type: 'int64'; readonly data: BigInt64Array }
  | { readonly type: 'int32'; readonly data: Int32Array }
  | { readonly type: 'uint8'; readonly data: Uint8Array };

export class TensorLedger {
  private readonly live = new Set<OrtTensor>();
  private readonly ort: Ort;

  constructor(ort: Ort) {
    this.ort = ort;
  }

  get count(): number {
    return this.live.size;
  }

  /** A new tensor on the CPU. Whoever asks for it must pass it to {@link release}. */
  make(content: Data, dims: readonly number[]): OrtTensor {
    const { Tensor } = this.ort;
    const tensor =
      content.type === 'float32'
        ? new Tensor('float32', content.data, dims)
        : content.type === 'int64'
          ? new Tensor('int64', content.data, dims)
          : content.type === 'int32'
            ? new Tensor('int32', content.data, dims)
            : new Tensor('uint8', content.data, dims);
    this.live.add(tensor);
    return tensor;
  }

  /** A picture's values as the type that a graph takes: float32, float16 or uint8 (rounded, cut to 0..255). */
  picture(type: string, values: Float32Array<ArrayBuffer>, dims: readonly number[]): OrtTensor {
    if (type === 'uint8') return this.make({ type, data: new Uint8Array(Uint8ClampedArray.from(values)) }, dims);
    if (type !== 'float16') return this.make({ type: 'float32', data: values }, dims);
    const tensor = new this.ort.Tensor('float16', toHalves(values), dims);
    this.live.add(tensor);
    return tensor;
  }

  /** Numbers as a tensor of the type that a graph asks for: float32, int64 or int32. */
  numbers(type: string, values: readonly number[], dims: readonly number[]): OrtTensor {
    if (type === 'int64')
      return this.make({ type, data: BigInt64Array.from(values, (v) => BigInt(Math.round(v))) }, dims);
    if (type === 'int32') return this.make({ type, data: Int32Array.from(values) }, dims);
    return this.make({ type: 'float32', data: Float32Array.from(values) }, dims);
  }

  /** Takes over the outputs of a run. */
  adopt(outputs: TensorMap): TensorMap {
    for (const tensor of Object.values(outputs)) this.live.add(tensor);
    return outputs;
  }

  release(tensors: Iterable<OrtTensor>): void {
    for (const tensor of tensors) {
      if (this.live.delete(tensor)) tensor.dispose();
    }
  }
}

/**
 * Reads a tensor's numbers, from the GPU where it lives there: 32- and 16-bit floats, whole numbers and truth values. The
 * array may be the tensor's own: copy before changing or transferring it.
 * @throws TypeError when the tensor holds text
 */
export async function readFloats(tensor: OrtTensor): Promise<Float32Array> {
  const data = await tensor.getData();
  if (data instanceof Float32Array) return data;
  if (tensor.type === 'float16') {
    // Where the language has Float16Array, the runtime uses it; else the bits come in a Uint16Array.
    return data instanceof Uint16Array ? fromHalves(data) : Float32Array.from(numbersOf(data));
  }
  if (tensor.type === 'string') throw new TypeError('expected numbers, the tensor holds text');
  return Float32Array.from(numbersOf(data));
}

function numbersOf(data: ArrayLike<unknown>): readonly number[] {
  return Array.from(data, Number);
}
