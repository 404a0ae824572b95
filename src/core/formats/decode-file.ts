/** Bytes of an annotation file as what its readers look at: a picture, JSON or text, in whatever encoding it was saved. */
import { decodePng, isPng, PngError } from '../image/png.ts';
import { checkFileSize, checkJsonDepth } from './limits.ts';
import { FormatError } from './notice.ts';
import type { ReadFile, ReadTools } from './reader.ts';

/** First bytes of picture files other than PNG. */
const PICTURES: readonly (readonly [kind: string, bytes: readonly number[], offset: number])[] = [
  ['JPEG', [0xff, 0xd8, 0xff], 0],
  ['GIF', [0x47, 0x49, 0x46, 0x38], 0],
  ['BMP', [0x42, 0x4d], 0],
  ['TIFF', [0x49, 0x49, 0x2a, 0x00], 0],
  ['TIFF', [0x4d, 0x4d, 0x00, 0x2a], 0],
  ['TIFF', [0x49, 0x49, 0x2b, 0x00], 0],
  ['TIFF', [0x4d, 0x4d, 0x00, 0x2b], 0],
  ['WebP', [0x57, 0x45, 0x42, 0x50], 8],
  ['AVIF or HEIC', [0x66, 0x74, 0x79, 0x70], 4],
];

/** Name of the picture format that the bytes begin with; null for other files and for PNG. */
function pictureKind(bytes: Uint8Array): string | null {
  // "BM" may begin a text: a BMP says its own length next, whose high byte is 0 below 16 MiB, and has reserved zeros.
  const found = PICTURES.find(([kind, start, offset]) => {
    if (!start.every((byte, i) => bytes[offset + i] === byte)) return false;
    return kind !== 'BMP' || [6, 7, 8, 9].every((i) => bytes[i] === 0);
  });
  return found?.[0] ?? null;
}

/** The encodings tried after UTF-8, told apart by the bytes above 127 and what decodes without a fault. */
function otherEncodings(bytes: Uint8Array): readonly string[] {
  let alone = 0;
  let runs = 0;
  let kana = 0;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue;
    runs++;
    const from = i;
    for (; i < bytes.length && (bytes[i] ?? 0) >= 0x80; i++) if (bytes[i] === 0x82 || bytes[i] === 0x83) kana++;
    if (i - from === 1) alone++;
  }
  if (kana > 0 && kana * 4 >= runs) return ['shift_jis', 'gb18030', 'windows-1252'];
  return alone * 2 > runs ? ['windows-1252'] : ['gb18030', 'big5', 'euc-kr', 'windows-1252'];
}

/** The encoding that an XML file states in its first line; null for others. */
function statedEncoding(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  return /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]?.toLowerCase() ?? null;
}

function decodeText(bytes: Uint8Array, tools: ReadTools): { readonly text: string; readonly encoding: string } | null {
  const [a, b] = bytes;
  const marked = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : null;
  const stated = statedEncoding(bytes);
  const likely = stated === null ? otherEncodings(bytes) : [stated, ...otherEncodings(bytes)];
  for (const encoding of marked ? [marked] : ['utf-8', ...likely]) {
    const text = tools.decodeText(bytes, encoding);
    if (text !== null) return { text: text.replace(/^\ufeff/, ''), encoding };
  }
  return null;
}

/** Python's json writes NaN and Infinity, which JSON does not have: they become null. */
function parseJson(text: string, name: string): unknown {
  checkJsonDepth(name, text);
  try {
    return JSON.parse(text);
  } catch (error) {
    const plain = text.replace(/"(?:[^"\\]|\\[\s\S])*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
      token.startsWith('"') ? token : 'null',
    );
    if (plain !== text) {
      try {
        return JSON.parse(plain);
      } catch {
        // The first fault is the one to tell.
      }
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError('not-json', '', `“${name}” is not valid JSON: ${reason}.`);
  }
}

/** A PNG as it is stored. @throws FormatError naming the file */
export function readPngFile(bytes: Uint8Array, name: string, tools: ReadTools): ReadFile {
  try {
    const png = decodePng(bytes, tools.inflate);
    return { name, content: { kind: 'image', image: { kind: 'PNG', lossy: false, png } } };
  } catch (error) {
    if (error instanceof PngError) throw new FormatError('unsupported', '', `“${name}”: ${error.message}.`);
    throw error;
  }
}

/**
 * @throws FormatError with a sentence that names the file
 */
export async function decodeFile(name: string, bytes: Uint8Array, tools: ReadTools): Promise<ReadFile> {
  checkFileSize(name, bytes.length);
  if (isPng(bytes)) return readPngFile(bytes, name, tools);
  if (pictureKind(bytes) !== null) {
    return {
      name,
      content: { kind: 'image', image: await tools.decodePicture(bytes, pictureKind(bytes) ?? '', name) },
    };
  }
  if (bytes.length === 0) throw new FormatError('not-this-format', '', `“${name}” is empty (0 bytes).`);
  const utf16 = (bytes[0] ?? 0) >= 0xfe;
  const decoded = !utf16 && bytes.subarray(0, 4096).includes(0) ? null : decodeText(bytes, tools);
  if (decoded === null) {
    throw new FormatError(
      'not-this-format',
      '',
      `“${name}” is neither a picture nor text. Annotations are read from JSON, XML, text and mask pictures.`,
    );
  }
  const { text, encoding } = decoded;
  if (/^\s*[[{]/.test(text) || /\.json$/i.test(name)) {
    return { name, content: { kind: 'json', json: parseJson(text, name), encoding } };
  }
  return { name, content: { kind: 'text', text, encoding } };
}
