/** What a file is, by its first bytes: the name and the declared type may both be wrong. */

/** Formats that can be opened here. */
export type PictureFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'avif' | 'heic' | 'bmp' | 'ico' | 'tiff' | 'svg';

/** Things people drop that are no pictures this app reads; named so that the message can name them. */
export type OtherFormat = 'empty' | 'html' | 'text' | 'pdf' | 'psd' | 'jpeg-xl' | 'video' | 'zip' | 'unknown';

export type Sniffed =
  | { readonly kind: 'picture'; readonly format: PictureFormat }
  | { readonly kind: 'other'; readonly format: OtherFormat };

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

function sniffFtyp(bytes: Uint8Array): Sniffed {
  const brands: string[] = [ascii(bytes, 8, 4)];
  const end = Math.min(bytes.length, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, 4));
  if (brands.some((b) => AVIF_BRANDS.includes(b))) return { kind: 'picture', format: 'avif' };
  if (brands.some((b) => HEIC_BRANDS.includes(b))) return { kind: 'picture', format: 'heic' };
  return { kind: 'other', format: 'video' };
}

function sniffText(bytes: Uint8Array): Sniffed {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(utf16).decode(bytes.subarray(0, 4096)).trimStart();
  const head = text.toLowerCase();
  if (/^<(!doctype html|html|head|body)/.test(head)) return { kind: 'other', format: 'html' };
  if (head.startsWith('<') && /<svg[\s>]/.test(head)) return { kind: 'picture', format: 'svg' };
  // Control characters other than whitespace do not occur in text.
  const odd = [...text].filter((c) => (c < ' ' && !'\t\n\r\f'.includes(c)) || c === '\ufffd').length;
  return { kind: 'other', format: odd <= text.length / 100 ? 'text' : 'unknown' };
}

/** @param bytes the first 4 KiB of the file, or all of a shorter one */
export function sniffFormat(bytes: Uint8Array): Sniffed {
  const picture = (format: PictureFormat): Sniffed => ({ kind: 'picture', format });
  const other = (format: OtherFormat): Sniffed => ({ kind: 'other', format });
  if (bytes.length === 0) return other('empty');
  const four = ascii(bytes, 0, 4);
  if (four === '\x89PNG') return picture('png');
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return picture('jpeg');
  if (four === 'GIF8') return picture('gif');
  if (four === 'RIFF') return ascii(bytes, 8, 4) === 'WEBP' ? picture('webp') : other('video');
  if (four === 'II*\0' || four === 'MM\0*' || four === 'II+\0' || four === 'MM\0+') return picture('tiff');
  if (ascii(bytes, 4, 4) === 'ftyp') return sniffFtyp(bytes);
  if (four === '%PDF') return other('pdf');
  if (four === '8BPS') return other('psd');
  if (four === 'PK\x03\x04') return other('zip');
  if ((bytes[0] === 0xff && bytes[1] === 0x0a) || ascii(bytes, 4, 4) === 'JXL ') return other('jpeg-xl');
  if (four === '\x1aE\xdf\xa3') return other('video');
  if (four.startsWith('BM') && bytes.length > 26) return picture('bmp');
  if (four === '\0\0\x01\0') return picture('ico');
  return sniffText(bytes);
}
