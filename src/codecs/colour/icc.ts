/** The little that is read of ICC profiles (ICC.1:2022): colour space and name. Colours are converted by the browser. */

/** Offset of the colour space in the header, of the signature 'acsp', and of the tag table. */
const SPACE = 16;
const SIGNATURE = 36;
const TABLE = 128;

export interface IccProfile {
  /** Colour space of the values that it describes, such as `RGB`, `GRAY` or `CMYK`. */
  readonly space: string;
  /** Its description; empty when it has none that can be read. */
  readonly name: string;
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 256))).replaceAll('\0', '');

function description(bytes: Uint8Array, view: DataView, at: number, length: number): string {
  const type = ascii(bytes, at, at + 4);
  if (type === 'desc') return ascii(bytes, at + 12, at + 12 + view.getUint32(at + 8)).trim();
  if (type !== 'mluc' || length < 28) return '';
  const size = view.getUint32(at + 20);
  const from = at + view.getUint32(at + 24);
  return new TextDecoder('utf-16be').decode(bytes.subarray(from, from + Math.min(size, 512))).trim();
}

/** @returns null for bytes that are no ICC profile */
export function readIcc(bytes: Uint8Array): IccProfile | null {
  if (bytes.length < TABLE + 4 || ascii(bytes, SIGNATURE, SIGNATURE + 4) !== 'acsp') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let name = '';
  try {
    const count = Math.min(view.getUint32(TABLE), 256);
    for (let i = 0; i < count; i++) {
      const at = TABLE + 4 + i * 12;
      if (ascii(bytes, at, at + 4) === 'desc')
        name = description(bytes, view, view.getUint32(at + 4), view.getUint32(at + 8));
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return { space: ascii(bytes, SPACE, SPACE + 4).trim(), name };
}
