/**
 * Repairs graphs whose declared shapes contradict themselves: forgets the shapes declared inside (`value_info`) and those of the
 * outputs of `If` branches; ONNX Runtime infers them anew. SAM 2 encoders exported with a traced `tile` need it
 * (pagarcia/sam2-onnx-cpp issue 2): the web build refuses what the native one only warns about.
 */
import { encodeVarint, type Field, fieldsOf } from './wire.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A message in pieces, so that weights are copied once, at the end. */
interface Pieces {
  readonly parts: readonly Bytes[];
  readonly length: number;
}

type Edit = (field: Field) => 'keep' | 'drop' | Pieces;

function piecesOf(parts: readonly Bytes[]): Pieces {
  return { parts, length: parts.reduce((sum, part) => sum + part.length, 0) };
}

/** Runs `edit` over the fields of a message; untouched neighbours stay one piece. */
function rewrite(message: Bytes, edit: Edit): Pieces {
  const parts: Bytes[] = [];
  let from = 0;
  for (const field of fieldsOf(message)) {
    const verdict = edit(field);
    if (verdict === 'keep') continue;
    parts.push(message.subarray(from, field.start));
    from = field.end;
    if (verdict !== 'drop') {
      parts.push(encodeVarint(field.number * 8 + 2), encodeVarint(verdict.length), ...verdict.parts);
    }
  }
  parts.push(message.subarray(from));
  return piecesOf(parts);
}

/** @returns the repaired file; the weights in it are unchanged. @throws SegError `bad-model` */
export function repairShapes(file: Bytes): Bytes {
  const model = rewrite(file, (f) => (f.number === 7 && f.bytes ? graph(f.bytes, false) : 'keep'));
  const out = new Uint8Array(model.length);
  let at = 0;
  for (const part of model.parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** @param branch true for a branch of an `If`: there the outputs' shapes go, too */
function graph(message: Bytes, branch: boolean): Pieces {
  return rewrite(message, (field) => {
    if (field.number === 13) return 'drop';
    if (field.number === 1 && field.bytes) return node(field.bytes);
    if (field.number === 12 && branch && field.bytes) return withoutShape(field.bytes);
    return 'keep';
  });
}

function node(message: Bytes): Pieces {
  return rewrite(message, (field) => {
    if (field.number !== 5 || !field.bytes) return 'keep';
    return rewrite(field.bytes, (part) =>
      (part.number === 6 || part.number === 11) && part.bytes ? graph(part.bytes, true) : 'keep',
    );
  });
}

/** ValueInfo -> type (2) -> tensor_type (1) -> shape (2) */
function withoutShape(message: Bytes): Pieces {
  return rewrite(message, (info) => {
    if (info.number !== 2 || !info.bytes) return 'keep';
    return rewrite(info.bytes, (type) => {
      if (type.number !== 1 || !type.bytes) return 'keep';
      return rewrite(type.bytes, (tensor) => (tensor.number === 2 ? 'drop' : 'keep'));
    });
  });
}
