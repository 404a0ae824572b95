/** Free text made safe for XML, YAML, CSV and file names. */

/** Replaces what no text format may contain: half surrogate pairs. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 forbids
const XML_FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const XML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text for XML elements and quoted attributes; forbidden control characters become U+FFFD, line ends survive. */
export function xmlText(text: string): string {
  return wellFormed(text)
    .replace(XML_FORBIDDEN, '\ufffd')
    .replace(/[&<>"'\t\n\r]/g, (c) => XML_ESCAPES[c] ?? c);
}

/** A YAML double-quoted scalar: JSON's quoting plus the characters that YAML takes for line ends or control. */
export function yamlText(text: string): string {
  return JSON.stringify(wellFormed(text)).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * One field of a CSV line (RFC 4180). Text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  const clean = wellFormed(safe).replaceAll('\0', '\ufffd');
  return /[",\r\n]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}

const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** Bytes of a name in UTF-8, without an encoder object. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * A name that is one legal file name on Windows, macOS and Linux, without folders, at most 120 bytes, never empty.
 * Letters of any script and emoji stay.
 *
 * @param fallback used when nothing is left
 */
export function fileNameOf(text: string, fallback = 'object'): string {
  let name = wellFormed(text)
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/g, ' ')
    .replace(/[/\\:*?"<>|]+/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  while (utf8Length(name) > 120)
    name = [...name]
      .slice(0, -1)
      .join('')
      .replace(/[. ]+$/, '');
  if (name === '') return fallback;
  return RESERVED.test(name) ? `_${name}` : name;
}

/** File names for several texts, none equal even where case does not count: later ones get " (2)", " (3)". */
export function uniqueFileNames(texts: readonly string[], fallback = 'object'): readonly string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const base = fileNameOf(text, fallback);
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base} (${n})`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** A file name without its last extension: "photo.tar.gz" gives "photo.tar". */
export function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
