/** Reader of MATLAB level 5 files: numbers, text, cells and structs, compressed or not. */
import type { Inflate } from '../image/png.ts';

/** A value of a MAT file. Arrays are column-major, as MATLAB keeps them. */
export type MatValue =
  | { readonly kind: 'numeric'; readonly dims: readonly number[]; readonly data: Float64Array }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cell'; readonly dims: readonly number[]; readonly cells: readonly MatValue[] }
  | {
      readonly kind: 'struct';
      readonly dims: readonly number[];
      readonly fields: ReadonlyMap<string, readonly MatValue[]>;
    }
  | { readonly kind: 'unsupported'; readonly matClass: number };

/** A MAT file that could not be read; `message` is a sentence without the file name. */
export class MatError extends Error {
  override readonly name = 'MatError';
}

/** A compressed part larger than this is no ground truth of pictures. */
const LARGEST_PART: number = 32 * 2 ** 20;
/** Cells within cells deeper than this come from no honest writer. */
const DEEPEST = 32;
const MATRIX = 14;
const COMPRESSED = 15;

interface Element {
  readonly type: number;
  readonly start: number;
  readonly bytes: number;
  readonly next: number;
}

/** A cursor over one buffer with the file's byte order. */
class Reader {
  readonly view: DataView;
  readonly little: boolean;

  constructor(bytes: Uint8Array, little: boolean) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.little = little;
  }

  element(at: number): Element {
    if (at + 8 > this.view.byteLength)
      throw new MatError(`the file ends in the middle, at byte ${this.view.byteLength}`);
    const word = this.view.getUint32(at, this.little);
    const small = word >>> 16;
    const type = small > 0 ? word & 0xffff : word;
    const bytes = small > 0 ? small : this.view.getUint32(at + 4, this.little);
    const start = at + (small > 0 ? 4 : 8);
    if (start + bytes > this.view.byteLength)
      throw new MatError(`the file ends in the middle, at byte ${this.view.byteLength}`);
    // all but compressed elements are padded to eight bytes
    const next = small > 0 ? at + 8 : start + (type === COMPRESSED ? bytes : Math.ceil(bytes / 8) * 8);
    return { type, start, bytes, next };
  }

  bytesOf({ start, bytes }: Element): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start, bytes);
  }

  numbers(element: Element): Float64Array {
    const { view, little } = this;
    const { type, start, bytes } = element;
    const read = (size: number, get: (at: number) => number): Float64Array => {
      const out = new Float64Array(Math.floor(bytes / size));
      for (let i = 0; i < out.length; i++) out[i] = get(start + i * size);
      return out;
    };
    switch (type) {
      case 1:
        return read(1, (at) => view.getInt8(at));
      case 2:
      case 16:
        return read(1, (at) => view.getUint8(at));
      case 3:
        return read(2, (at) => view.getInt16(at, little));
      case 4:
      case 17:
        return read(2, (at) => view.getUint16(at, little));
      case 5:
        return read(4, (at) => view.getInt32(at, little));
      case 6:
      case 18:
        return read(4, (at) => view.getUint32(at, little));
      case 7:
        return read(4, (at) => view.getFloat32(at, little));
      case 9:
        return read(8, (at) => view.getFloat64(at, little));
      case 12:
        return read(8, (at) => Number(view.getBigInt64(at, little)));
      case 13:
        return read(8, (at) => Number(view.getBigUint64(at, little)));
      default:
        throw new MatError(`numbers of the unknown kind ${type}`);
    }
  }

  text(element: Element): string {
    let text = '';
    for (const code of this.numbers(element)) if (code > 0) text += String.fromCharCode(code);
    return text;
  }
}

/**
 * Reads all variables of a level 5 MAT file, by name.
 * Source of the format: The MathWorks, "MAT-File Format", level 5.
 * @throws MatError
 */
export function readMat(bytes: Uint8Array, inflate: Inflate): ReadonlyMap<string, MatValue> {
  if (bytes.length < 128) throw new MatError('the file is too short for a MAT file');
  const mark = String.fromCharCode(bytes[126] ?? 0, bytes[127] ?? 0);
  if (mark !== 'IM' && mark !== 'MI') {
    const text = String.fromCharCode(...bytes.subarray(0, 10));
    throw new MatError(
      text.startsWith('MATLAB 7.3')
        ? 'version 7.3 (HDF5) cannot be read; save with -v7'
        : 'the file is not a level 5 MAT file',
    );
  }
  const reader = new Reader(bytes, mark === 'IM');
  const variables = new Map<string, MatValue>();
  for (let at = 128; at + 8 <= bytes.length; ) {
    const element = reader.element(at);
    at = element.next;
    let inner = reader;
    let matrix = element;
    if (element.type === COMPRESSED) {
      let raw: Uint8Array;
      try {
        raw = inflate(reader.bytesOf(element), LARGEST_PART);
      } catch (error) {
        throw new MatError(
          `a compressed part cannot be read (${error instanceof Error ? error.message : String(error)})`,
        );
      }
      inner = new Reader(raw, reader.little);
      matrix = inner.element(0);
    }
    if (matrix.type !== MATRIX) continue;
    const { name, value } = readMatrix(inner, matrix, 0);
    variables.set(name, value);
  }
  return variables;
}

function readMatrix(reader: Reader, matrix: Element, depth: number): { name: string; value: MatValue } {
  if (depth > DEEPEST) throw new MatError('its cells are nested too deeply');
  if (matrix.bytes === 0) return { name: '', value: { kind: 'numeric', dims: [0, 0], data: new Float64Array(0) } };
  const flags = reader.element(matrix.start);
  const dimensions = reader.element(flags.next);
  const label = reader.element(dimensions.next);
  const matClass = (reader.numbers(flags)[0] ?? 0) & 0xff;
  const dims = [...reader.numbers(dimensions)];
  const count = dims.reduce((product, n) => product * n, 1);
  const name = reader.text(label);
  return { name, value: readBody(reader, label.next, { matClass, dims, count, depth }) };
}

interface Body {
  readonly matClass: number;
  readonly dims: readonly number[];
  /** Product of the dimensions. */
  readonly count: number;
  readonly depth: number;
}

function readBody(reader: Reader, start: number, { matClass, dims, count, depth }: Body): MatValue {
  let at = start;
  const list = (n: number): MatValue[] => {
    const values: MatValue[] = [];
    for (let i = 0; i < n; i++) {
      const element = reader.element(at);
      if (element.type !== MATRIX) throw new MatError('a cell or field is no matrix');
      values.push(readMatrix(reader, element, depth + 1).value);
      at = element.next;
    }
    return values;
  };
  if (matClass === 1) return { kind: 'cell', dims, cells: list(count) };
  if (matClass === 2) {
    const lengthElement = reader.element(at);
    const length = reader.numbers(lengthElement)[0] ?? 0;
    // a damaged kind can turn it into a number so small that the names would be without end
    if (!Number.isInteger(length) || length < 0) throw new MatError(`its field names are said to be ${length} long`);
    const namesElement = reader.element(lengthElement.next);
    at = namesElement.next;
    const codes = reader.bytesOf(namesElement);
    const names = Array.from({ length: length > 0 ? Math.floor(codes.length / length) : 0 }, (_, i) => {
      const part = [...codes.subarray(i * length, (i + 1) * length)];
      const end = part.indexOf(0);
      return String.fromCharCode(...(end < 0 ? part : part.slice(0, end)));
    });
    const values = list(count * names.length);
    const fields = new Map(names.map((name, f) => [name, values.filter((_, i) => i % names.length === f)] as const));
    return { kind: 'struct', dims, fields };
  }
  if (matClass === 4) return { kind: 'text', text: reader.text(reader.element(at)) };
  if (matClass >= 6 && matClass <= 15) return { kind: 'numeric', dims, data: reader.numbers(reader.element(at)) };
  return { kind: 'unsupported', matClass };
}
