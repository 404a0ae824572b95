/**
 * An ONNX graph taken apart into nodes and weights, and a smaller graph put together from some of them, weights shared with the
 * file. Field numbers: onnx/onnx `onnx/onnx.proto3`.
 */
import { badModel, encodeVarint, fieldsOf, textOf } from './wire.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of the tensors read; empty strings (left-out inputs) are not among them. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly bytes: Bytes;
}

export interface GraphParts {
  readonly nodes: readonly GraphNode[];
  /** Weights by name. */
  readonly initializers: ReadonlyMap<string, Bytes>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** All of the model but its graph: versions, operator sets, metadata. */
  readonly rest: readonly Bytes[];
}

/** A tensor that comes into a part from outside, with the code of its element type (`TensorProto.DataType`). */
export interface PartInput {
  readonly name: string;
  readonly type: string;
}

/** Codes of the element types that tensors between parts have. */
const TYPE_CODES: Readonly<Record<string, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

const GRAPH = 7;

/** @throws SegError `bad-model` for what is no ONNX model, or has sub-graphs (which may read any tensor around them) */
export function readGraphParts(file: Bytes): GraphParts {
  const nodes: GraphNode[] = [];
  const initializers = new Map<string, Bytes>();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const rest: Bytes[] = [];
  let found = false;
  for (const field of fieldsOf(file)) {
    if (field.number !== GRAPH || !field.bytes) {
      rest.push(file.subarray(field.start, field.end));
      continue;
    }
    found = true;
    for (const part of fieldsOf(field.bytes)) {
      if (!part.bytes) continue;
      if (part.number === 1) nodes.push(readNode(part.bytes));
      else if (part.number === 5) initializers.set(nameOf(part.bytes, 8), part.bytes);
      else if (part.number === 11) inputs.push(nameOf(part.bytes, 1));
      else if (part.number === 12) outputs.push(nameOf(part.bytes, 1));
    }
  }
  if (!found) throw badModel('it holds no graph');
  return { nodes, initializers, inputs: inputs.filter((name) => !initializers.has(name)), outputs, rest };
}

function nameOf(bytes: Bytes, number: number): string {
  for (const field of fieldsOf(bytes)) if (field.number === number) return textOf(field);
  return '';
}

function readNode(bytes: Bytes): GraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let name = '';
  let op = '';
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) inputs.push(textOf(field));
    else if (field.number === 2) outputs.push(textOf(field));
    else if (field.number === 3) name = textOf(field);
    else if (field.number === 4) op = textOf(field);
    else if (field.number === 5 && field.bytes) {
      for (const part of fieldsOf(field.bytes)) {
        if (part.number === 6 || part.number === 11) throw badModel(`node ${name} holds a graph of its own`);
      }
    }
  }
  return { name, op, inputs: inputs.filter(Boolean), outputs: outputs.filter(Boolean), bytes };
}

const encoder = new TextEncoder();

/** A length-delimited field as pieces. */
function field(number: number, parts: readonly Bytes[]): readonly Bytes[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [encodeVarint(number * 8 + 2), encodeVarint(length), ...parts];
}

function varintField(number: number, value: number): Bytes {
  const tag = encodeVarint(number * 8);
  const number_ = encodeVarint(value);
  const out = new Uint8Array(tag.length + number_.length);
  out.set(tag);
  out.set(number_, tag.length);
  return out;
}

/**
 * A model of the given nodes (in file order) with the weights that they read.
 * Outputs are declared by name alone: ONNX Runtime infers their types.
 *
 * @throws SegError `bad-model` for an input of an element type that has no code here
 */
export function buildPart(
  parts: GraphParts,
  nodes: readonly GraphNode[],
  inputs: readonly PartInput[],
  outputs: readonly string[],
): Bytes {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const graph: Bytes[] = [];
  for (const node of nodes) graph.push(...field(1, [node.bytes]));
  graph.push(...field(2, [encoder.encode('part')]));
  for (const [name, bytes] of parts.initializers) if (read.has(name)) graph.push(...field(5, [bytes]));
  for (const { name, type } of inputs) {
    const code = TYPE_CODES[type];
    if (code === undefined) throw badModel(`the tensor ${name} holds ${type}`);
    const tensor = field(1, [varintField(1, code)]);
    graph.push(...field(11, [...field(1, [encoder.encode(name)]), ...field(2, tensor)]));
  }
  for (const name of outputs) graph.push(...field(12, field(1, [encoder.encode(name)])));
  return joined([...parts.rest, ...field(GRAPH, graph)]);
}

function joined(pieces: readonly Bytes[]): Bytes {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
