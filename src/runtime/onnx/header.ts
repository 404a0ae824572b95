/** What an ONNX file says of itself, without its weights. Field numbers: onnx/onnx `onnx/onnx.proto3`. */
import { badModel, type Field, fieldsOf, textOf } from './wire.ts';

export interface GraphPort {
  readonly name: string;
  /** `float32`, `int64`, ..; `type 99` for an unknown code. */
  readonly type: string;
  /** Symbolic dimensions as strings, unknown ones as '?'. */
  readonly shape: readonly (number | string)[];
}

export interface ModelHeader {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
  /** Names of files that hold weights outside of this one. */
  readonly externalData: readonly string[];
  /** How many nodes of each operator, sub-graphs included. */
  readonly ops: Readonly<Record<string, number>>;
  readonly nodes: number;
}

const TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
};

/** `ORTM`, the identifier of a flatbuffer that ONNX Runtime wrote; in its fifth to eighth byte. */
const ORT_FORMAT = [0x4f, 0x52, 0x54, 0x4d] as const;

/** Sub-graphs deeper than this come from no exporter. */
const DEEPEST = 12;
const MOST_NODES = 500_000;

interface Tally {
  readonly ops: Map<string, number>;
  readonly external: Set<string>;
  nodes: number;
}

interface Graph {
  readonly inputs: GraphPort[];
  readonly outputs: GraphPort[];
  readonly initialised: Set<string>;
}

/**
 * Reads the header in one pass; time and memory follow the number of nodes, not the weights.
 * @throws SegError `bad-model` for anything that is not an ONNX model
 */
export function readHeader(file: Uint8Array<ArrayBuffer>): ModelHeader {
  if (ORT_FORMAT.every((byte, i) => file[4 + i] === byte)) {
    throw badModel('it is in ONNX Runtime’s own format (.ort); bring the .onnx that it was made from');
  }
  let irVersion = 0;
  let opset = 0;
  let producer = '';
  let graph: Graph | undefined;
  const metadata: Record<string, string> = {};
  const tally: Tally = { ops: new Map(), external: new Set(), nodes: 0 };
  for (const field of fieldsOf(file)) {
    if (field.number === 1) irVersion = field.value;
    else if (field.number === 2) producer = textOf(field);
    else if (field.number === 3) producer = `${producer} ${textOf(field)}`.trim();
    else if (field.number === 7) graph = readGraph(bytesOf(field), tally, 0);
    else if (field.number === 8) opset = Math.max(opset, defaultOpset(bytesOf(field)));
    else if (field.number === 14) {
      const [key, value] = entryOf(bytesOf(field));
      metadata[key] = value;
    }
  }
  if (!graph) throw badModel('it holds no graph');
  const { inputs, outputs, initialised } = graph;
  if (outputs.length === 0) throw badModel('its graph has no output');
  return {
    irVersion,
    opset,
    producer,
    metadata,
    inputs: inputs.filter((port) => !initialised.has(port.name)),
    outputs,
    externalData: [...tally.external],
    ops: Object.fromEntries(tally.ops),
    nodes: tally.nodes,
  };
}

function bytesOf(field: Field): Uint8Array<ArrayBuffer> {
  if (!field.bytes) throw badModel(`field ${field.number} should hold a message`);
  return field.bytes;
}

function defaultOpset(bytes: Uint8Array<ArrayBuffer>): number {
  let domain = '';
  let version = 0;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) domain = textOf(field);
    if (field.number === 2) version = field.value;
  }
  return domain === '' || domain === 'ai.onnx' ? version : 0;
}

function entryOf(bytes: Uint8Array<ArrayBuffer>): readonly [string, string] {
  let key = '';
  let value = '';
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) key = textOf(field);
    if (field.number === 2) value = textOf(field);
  }
  return [key, value];
}

function readGraph(bytes: Uint8Array<ArrayBuffer>, tally: Tally, depth: number): Graph {
  if (depth > DEEPEST) throw badModel('its sub-graphs are nested too deeply');
  const graph: Graph = { inputs: [], outputs: [], initialised: new Set() };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) readNode(bytesOf(field), tally, depth);
    else if (field.number === 5) readInitializer(bytesOf(field), graph, tally);
    else if (field.number === 11) graph.inputs.push(readPort(bytesOf(field)));
    else if (field.number === 12) graph.outputs.push(readPort(bytesOf(field)));
  }
  return graph;
}

function readNode(bytes: Uint8Array<ArrayBuffer>, tally: Tally, depth: number): void {
  tally.nodes++;
  if (tally.nodes > MOST_NODES) throw badModel(`it has more than ${MOST_NODES} nodes`);
  for (const field of fieldsOf(bytes)) {
    if (field.number === 4) {
      const op = textOf(field);
      tally.ops.set(op, (tally.ops.get(op) ?? 0) + 1);
    }
    if (field.number !== 5) continue;
    for (const part of fieldsOf(bytesOf(field))) {
      if (part.number === 6 || part.number === 11) readGraph(bytesOf(part), tally, depth + 1);
    }
  }
}

/** Only the name and where the data is: the weights themselves are stepped over. */
function readInitializer(bytes: Uint8Array<ArrayBuffer>, graph: Graph, tally: Tally): void {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 8) graph.initialised.add(textOf(field));
    if (field.number !== 13) continue;
    const [key, value] = entryOf(bytesOf(field));
    if (key === 'location') tally.external.add(value);
  }
}

function readPort(bytes: Uint8Array<ArrayBuffer>): GraphPort {
  let name = '';
  let type = 'not-a-tensor';
  let shape: (number | string)[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = textOf(field);
    if (field.number !== 2) continue;
    for (const kind of fieldsOf(bytesOf(field))) {
      if (kind.number !== 1) continue;
      for (const part of fieldsOf(bytesOf(kind))) {
        if (part.number === 1) type = TYPES[part.value] ?? `type ${part.value}`;
        if (part.number === 2) shape = readShape(bytesOf(part));
      }
    }
  }
  return { name, type, shape };
}

function readShape(bytes: Uint8Array<ArrayBuffer>): (number | string)[] {
  const shape: (number | string)[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number !== 1) continue;
    let dim: number | string = '?';
    for (const part of fieldsOf(bytesOf(field))) {
      if (part.number === 1) dim = part.value;
      if (part.number === 2) dim = textOf(part);
    }
    shape.push(dim);
    if (shape.length > 32) throw badModel('a tensor has more than 32 dimensions');
  }
  return shape;
}
