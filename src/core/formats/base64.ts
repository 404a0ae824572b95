/** Base64 as pictures lie in JSON files (RFC 4648), with or without a data URL before it. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes of a text; null when it has other letters. White space is skipped, "-" and "_" stand for "+" and "/". */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const clean = text.replace(/^data:[^,]*,/, '').replace(/[\s=]+/g, '');
  const out = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of clean) {
    const value = LETTERS.indexOf(letter === '-' ? '+' : letter === '_' ? '/' : letter);
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 255;
    }
  }
  return out;
}
