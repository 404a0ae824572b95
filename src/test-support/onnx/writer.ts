/** A small ONNX writer for tests: enough of the format to make graphs that ONNX Runtime runs. Field numbers: onnx/onnx `onnx/onnx.proto3`. */
import { encodeVarint } from '../../runtime/onnx/wire.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const text = new TextEncoder();

function join(parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A length-delimited field. */
export function message(number: number, ...parts: readonly Uint8Array[]): Bytes {
  const body = join(parts);
  return join([encodeVarint(number * 8 + 2), encodeVarint(body.length), body]);
}

export function varintField(number: number, value: number): Bytes {
  if (value >= 0) return join([encodeVarint(number * 8), encodeVarint(value)]);
  // Negative 64-bit numbers take ten bytes in two's complement.
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest >= 128n) {
    bytes.push(Number(rest % 128n) + 128);
    rest /= 128n;
  }
  bytes.push(Number(rest));
  return join([encodeVarint(number * 8), Uint8Array.from(bytes)]);
}

export function stringField(number: number, value: string): Bytes {
  return message(number, text.encode(value));
}

export const ELEMENT = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type Element = keyof typeof ELEMENT;
export type Dims = readonly (number | string)[];

/** An input or output; string dimensions are symbolic. */
export function port(number: number, name: string, type: Element, dims: Dims | undefined): Bytes {
  const shape =
    dims && message(2, ...dims.map((d) => message(1, typeof d === 'number' ? varintField(1, d) : stringField(2, d))));
  const tensor = message(1, varintField(1, ELEMENT[type]), ...(shape ? [shape] : []));
  return message(number, stringField(1, name), message(2, tensor));
}

export type Attribute = number | string | readonly number[] | { readonly float: number } | { readonly graph: Bytes };

function attribute(name: string, value: Attribute): Bytes {
  const head = stringField(1, name);
  if (typeof value === 'number') return message(5, head, varintField(3, value), varintField(20, 2));
  if (typeof value === 'string') return message(5, head, stringField(4, value), varintField(20, 3));
  if ('float' in value) {
    const bits = new Uint8Array(Float32Array.of(value.float).buffer);
    return message(5, head, join([encodeVarint(2 * 8 + 5), bits]), varintField(20, 1));
  }
  if ('graph' in value) return message(5, head, message(6, value.graph), varintField(20, 5));
  return message(5, head, ...value.map((v) => varintField(8, v)), varintField(20, 7));
}

/** Collects nodes and constants; every call returns the name of what it made. */
export class GraphWriter {
  private readonly nodes: Bytes[] = [];
  private readonly constants: Bytes[] = [];
  private readonly inputs: Bytes[] = [];
  private readonly outputs: Bytes[] = [];
  private readonly infos: Bytes[] = [];
  private serial = 0;

  input(name: string, type: Element, dims: Dims): string {
    this.inputs.push(port(11, name, type, dims));
    return name;
  }

  /** Names an existing value as an output. */
  output(name: string, from: string, type: Element, dims?: Dims): void {
    this.node('Identity', [from], {}, name);
    this.outputs.push(port(12, name, type, dims));
  }

  /** A declared shape of an inner value, right or wrong. */
  valueInfo(name: string, type: Element, dims: Dims): void {
    this.infos.push(port(13, name, type, dims));
  }

  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name?: string,
  ): string {
    const output = name ?? `v${this.serial++}`;
    this.nodes.push(
      message(
        1,
        ...inputs.map((i) => stringField(1, i)),
        stringField(2, output),
        stringField(4, op),
        ...Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      ),
    );
    return output;
  }

  floats(values: readonly number[], dims: readonly number[]): string {
    return this.constant('float32', new Uint8Array(Float32Array.from(values).buffer), dims);
  }

  ints(values: readonly number[]): string {
    return this.constant('int64', new Uint8Array(BigInt64Array.from(values, BigInt).buffer), [values.length]);
  }

  /** A float constant whose data lies in another file. */
  external(location: string, dims: readonly number[]): string {
    const name = `c${this.serial++}`;
    const entry = message(13, stringField(1, 'location'), stringField(2, location));
    this.constants.push(
      message(
        5,
        ...dims.map((d) => varintField(1, d)),
        varintField(2, 1),
        stringField(8, name),
        entry,
        varintField(14, 1),
      ),
    );
    return name;
  }

  private constant(type: Element, raw: Uint8Array, dims: readonly number[]): string {
    const name = `c${this.serial++}`;
    this.constants.push(
      message(
        5,
        ...dims.map((d) => varintField(1, d)),
        varintField(2, ELEMENT[type]),
        stringField(8, name),
        message(9, raw),
      ),
    );
    return name;
  }

  /** The graph alone, as a branch of `If` takes it. */
  graph(): Bytes {
    return join([
      ...this.nodes,
      stringField(2, 'g'),
      ...this.constants,
      ...this.inputs,
      ...this.outputs,
      ...this.infos,
    ]);
  }

  /** The whole file. */
  model(opset = 17, producer = 'segment-playground-tests'): Bytes {
    return join([
      varintField(1, 8),
      stringField(2, producer),
      message(7, this.graph()),
      message(8, stringField(1, ''), varintField(2, opset)),
      message(14, stringField(1, 'purpose'), stringField(2, 'test')),
    ]);
  }
}
