/** What request headers ask for, as RFC 9110 reads them. */

/** True when the coding may be sent: named, or covered by `*`, with a weight above zero (RFC 9110, 12.5.3). */
export function acceptsEncoding(header: string | undefined, coding: string): boolean {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.map((p) => /^q=([01](?:\.\d{0,3})?)$/.exec(p)?.[1]).find((q) => q !== undefined);
    if (name) weights.set(name, weight === undefined ? 1 : Number(weight));
  }
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0;
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** True when the file that the browser has is the one there is: a list of tags, weak or strong, or `*` (13.1.2). */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return (ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? []).some((one) => opaque(one) === opaque(tag));
}

/** True when a part may be sent: without `If-Range`, or when it names the very file, by a strong tag or its date (13.1.5). */
export function rangeStillHolds(ifRange: string | undefined, tag: string, modified: Date): boolean {
  if (ifRange === undefined) return true;
  const text = ifRange.trim();
  if (text.startsWith('"')) return text === tag && !tag.startsWith('W/');
  if (text.startsWith('W/')) return false;
  return Date.parse(text) === Math.floor(modified.getTime() / 1000) * 1000;
}

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * The part that a `Range` header asks for (14.1.2): `whole` for none, several, or one that makes no sense; `none` for one
 * beyond the end.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'none' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (!match || (from === '' && to === '')) return 'whole';
  if (from === '') {
    const last = Number(to);
    return last === 0 || size === 0 ? 'none' : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(from);
  if (to !== '' && Number(to) < start) return 'whole';
  if (start >= size) return 'none';
  return { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** Names under which a page of this machine calls it. Any other is a page elsewhere whose name leads here (DNS rebinding). */
export function isOwnHost(host: string | undefined): boolean {
  return /^(localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host ?? '');
}
