/** Damages files: at the level of bytes, and for JSON at the level of values. A seed repeats every damage exactly. */

export type Random = () => number;

const below = (random: Random, n: number): number => Math.floor(random() * n);

/** Numbers at which readers break: sizes, signs and limits of 8, 16 and 32 bits. */
const WORDS = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** A damaged copy, one to eight damages. */
export function mutateBytes(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(seed);
  const rounds = 1 + below(random, 8);
  for (let i = 0; i < rounds; i++) bytes = damage(bytes, others, random);
  return bytes;
}

function damage(
  bytes: Uint8Array<ArrayBuffer>,
  others: readonly Uint8Array[],
  random: Random,
): Uint8Array<ArrayBuffer> {
  const at = below(random, bytes.length + 1);
  const length = 1 + below(random, Math.min(64, bytes.length + 1));
  const without = (from: number, to: number): Uint8Array<ArrayBuffer> =>
    join(bytes.subarray(0, from), bytes.subarray(to));
  switch (below(random, 9)) {
    case 0:
      return flip(bytes, at, 1 << below(random, 8));
    case 1:
      return flip(bytes, at, 1 + below(random, 255));
    case 2:
      return setWord(bytes, at, WORDS[below(random, WORDS.length)] ?? 0, random() < 0.5);
    case 3:
      return bytes.slice(0, at);
    case 4:
      return without(at, Math.min(bytes.length, at + length));
    case 5: {
      const again = bytes.subarray(at, at + length);
      return join(bytes.subarray(0, at), again, bytes.subarray(at));
    }
    case 6: {
      const other = others[below(random, others.length)] ?? bytes;
      const from = below(random, other.length + 1);
      return join(bytes.subarray(0, at), other.subarray(from, from + below(random, 512)), bytes.subarray(at));
    }
    case 7: {
      const noise = Uint8Array.from({ length }, () => below(random, 256));
      return join(bytes.subarray(0, at), noise, bytes.subarray(Math.min(bytes.length, at + length)));
    }
    default: {
      const out = bytes.slice();
      out.fill(below(random, 256), at, at + length);
      return out;
    }
  }
}

function flip(bytes: Uint8Array<ArrayBuffer>, at: number, mask: number): Uint8Array<ArrayBuffer> {
  const out = bytes.slice();
  out[at] = (out[at] ?? 0) ^ mask;
  return out;
}

function setWord(bytes: Uint8Array<ArrayBuffer>, at: number, value: number, little: boolean): Uint8Array<ArrayBuffer> {
  const out = bytes.slice();
  if (at + 4 <= out.length) new DataView(out.buffer).setUint32(at, value, little);
  return out;
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
}

/** Values that no honest file has where they are put. */
const ODD: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => 'x'.repeat(10_000),
  () => '"><img src=x onerror=alert(1)>',
  () => '\u202e\u0000\ud800',
  () => -1,
  () => 0,
  () => 1e308,
  () => -1e308,
  () => 2 ** 31,
  () => 2 ** 53,
  () => 1e9,
  () => 0.5,
  () => [],
  () => ({}),
  () => [[[[]]]],
  () => [1e9, 1e9],
  () => nested(200),
  (random) => `@nest${5_000 + below(random, 60_000)}@`,
  (random) => Array.from({ length: below(random, 3_000) }, () => below(random, 1_000)),
  (random) => below(random, 100_000),
  (random) => String.fromCharCode(...Array.from({ length: below(random, 60) }, () => 48 + below(random, 64))),
];

/** The JSON text of a damaged value. Lists nested deeper than a program could write them are put in by hand. */
export function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.replace(/"@nest(\d+)@"/g, (_, depth: string) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth)));
}

/** A damaged copy of parsed JSON: values replaced, removed, repeated, swapped or given to odd keys. */
export function mutateJson(seed: unknown, random: Random): unknown {
  let value: unknown = structuredClone(seed);
  const rounds = 1 + below(random, 5);
  for (let i = 0; i < rounds; i++) value = damageValue(value, random, 0);
  return value;
}

function damageValue(value: unknown, random: Random, depth: number): unknown {
  const odd = (): unknown => ODD[below(random, ODD.length)]?.(random);
  const stop = random() < 0.12 || depth > 12;
  if (stop || typeof value !== 'object' || value === null) return odd();
  const keys = Object.keys(value);
  if (keys.length === 0) return odd();
  const key = keys[below(random, keys.length)] ?? '';
  if (Array.isArray(value)) return damageList(value, Number(key), random, depth);
  const fields: Record<string, unknown> = { ...value };
  const kind = random();
  if (kind < 0.1) delete fields[key];
  else if (kind < 0.15)
    fields[['__proto__x', 'constructor', 'toString', 'length', 'extra'][below(random, 5)] ?? 'x'] = odd();
  else if (kind < 0.2) fields[key] = fields[keys[below(random, keys.length)] ?? key];
  else fields[key] = damageValue(fields[key], random, depth + 1);
  return fields;
}

function damageList(list: readonly unknown[], at: number, random: Random, depth: number): unknown {
  const kind = random();
  if (kind < 0.1) return list.filter((_, i) => i !== at);
  if (kind < 0.2) return [...list.slice(0, at), list[at], ...list.slice(at)];
  if (kind < 0.25) return list.toReversed();
  return list.map((item, i) => (i === at ? damageValue(item, random, depth + 1) : item));
}
