/** Whether a file's name for a picture is the open picture's: exporters move folders, add prefixes and change extensions. */
import { withoutExtension } from './text.ts';

function baseName(path: string): string {
  const clean = path.replace(/[?#].*$/, (query) => (/[?&]d=/.test(query) ? query : ''));
  return clean.slice(Math.max(clean.lastIndexOf('/'), clean.lastIndexOf('\\')) + 1);
}

/** Percent codes as letters, where they are well-formed. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const plain = (name: string): string => name.normalize('NFC').toLowerCase();

/** What exporters put before (Label Studio: eight hex digits) and after a name (Roboflow). */
function withoutAdditions(name: string): string {
  return name.replace(/^[0-9a-f]{8}-(?=.)/i, '').replace(/^(.*)_(\w{2,5})\.rf\.[0-9a-z]+\.\w+$/i, '$1.$2');
}

/**
 * How well a file's name for a picture fits the open picture's name; smaller is better, null is not at all.
 * 0: the same. 1: the same but for folder, Unicode form, case, percent codes. 2: with an exporter's prefix. 3: another extension.
 */
export function nameFit(stated: string, own: string): 0 | 1 | 2 | 3 | null {
  if (stated === own) return 0;
  const [a, b] = [baseName(decoded(baseName(stated))), baseName(own)];
  if (a === b) return 0;
  if (plain(a) === plain(b)) return 1;
  const [c, d] = [plain(withoutAdditions(a)), plain(b)];
  if (c === d || c === plain(withoutAdditions(b))) return 2;
  return withoutExtension(c) === withoutExtension(d) && c !== '' ? 3 : null;
}
