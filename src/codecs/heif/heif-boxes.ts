/** What the boxes of a HEIF or AVIF file say about its picture, found without decoding (ISO/IEC 23008-12, 6.5). */

export interface HeifTraits {
  /** Most bits a channel of any item (`pixi`); 8 when the file does not say. */
  readonly depth: number;
  /** The ICC profile; null when there is none. */
  readonly icc: Uint8Array<ArrayBuffer> | null;
  /** Colour primaries and transfer function by number (ISO/IEC 23091-2); null when not stated. */
  readonly nclx: { readonly primaries: number; readonly transfer: number } | null;
  /** The file turns or mirrors the picture itself (`irot`, `imir`). */
  readonly turned: boolean;
}

/** Boxes that hold others, and how many bytes of their own come first. */
const HOLDERS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

interface Box {
  readonly type: string;
  readonly at: number;
  readonly end: number;
}

function* boxes(view: DataView, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    let size = view.getUint32(at);
    let head = 8;
    if (size === 1 && at + 16 <= to) {
      size = Number(view.getBigUint64(at + 8));
      head = 16;
    }
    const end = size === 0 ? to : Math.min(to, at + size);
    if (size !== 0 && size < head) return;
    const inside = HOLDERS[type];
    if (inside === undefined) yield { type, at: at + head, end };
    else yield* boxes(view, at + head + inside, end);
    at = end;
  }
}

/** @param bytes the whole file; one that is damaged says as much as can be read */
export function heifTraits(bytes: Uint8Array<ArrayBuffer>): HeifTraits {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let depth = 8;
  let icc: HeifTraits['icc'] = null;
  let nclx: HeifTraits['nclx'] = null;
  let turned = false;
  for (const { type, at, end } of boxes(view, 0, bytes.length)) {
    if (type === 'pixi') for (let i = at + 5; i < end; i++) depth = Math.max(depth, bytes[i] ?? 0);
    if (type === 'imir') turned = true;
    if (type === 'irot') turned ||= ((bytes[at] ?? 0) & 3) !== 0;
    if (type !== 'colr' || end < at + 8) continue;
    const kind = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (kind === 'nclx') nclx ??= { primaries: view.getUint16(at + 4), transfer: view.getUint16(at + 6) };
    else if (kind === 'prof' || kind === 'rICC') icc ??= bytes.slice(at + 4, end);
  }
  return { depth, icc, nclx, turned };
}
