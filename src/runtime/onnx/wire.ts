/** The protobuf wire format, read without copying and without trust: every length is checked, every failure is `bad-model`. */
import { SegError } from '../../contract/errors.ts';

/** One field: a number (varint, capped at 2^53), or bytes (length-delimited and fixed-width ones). */
export interface Field {
  readonly number: number;
  readonly value: number;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Where the whole field, its tag included, lies in the message. */
  readonly start: number;
  readonly end: number;
}

export function badModel(detail: string): SegError {
  return new SegError('bad-model', `not a readable ONNX file: ${detail}`);
}

/** Reads a varint at `at`. @throws SegError `bad-model` when it is cut or longer than ten bytes */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw badModel('it ends within a number');
    value += (byte & 0x7f) * scale;
    scale *= 128;
    // Ten bytes hold negative 64-bit numbers; their exact value is never needed here.
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  throw badModel('a number is too long');
}

/** The fields of a message in file order. @throws SegError `bad-model` */
export function* fieldsOf(bytes: Uint8Array<ArrayBuffer>): Generator<Field> {
  let at = 0;
  while (at < bytes.length) {
    const start = at;
    const tag = varint(bytes, at);
    at = tag.next;
    const number = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    if (number === 0) throw badModel('a field has number 0');
    if (wire === 0) {
      const { value, next } = varint(bytes, at);
      at = next;
      yield { number, value, bytes: undefined, start, end: at };
      continue;
    }
    let length = wire === 1 ? 8 : 4;
    if (wire === 2) {
      const size = varint(bytes, at);
      length = size.value;
      at = size.next;
    } else if (wire !== 1 && wire !== 5) {
      throw badModel(`a field has wire type ${wire}`);
    }
    if (length > bytes.length - at) throw badModel(`a field of ${length} bytes reaches beyond the end`);
    const payload = bytes.subarray(at, at + length);
    at += length;
    yield { number, value: 0, bytes: payload, start, end: at };
  }
}

const decoder = new TextDecoder();
const LONGEST_NAME = 4096;

/** A string field, cut at a length that no honest name has. */
export function textOf(field: Field): string {
  return field.bytes ? decoder.decode(field.bytes.subarray(0, LONGEST_NAME)) : '';
}

/** A varint as bytes. */
export function encodeVarint(value: number): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
  return Uint8Array.from(out);
}
