/** The options that all evaluations share, and how option values are read. */
import { UsageError } from './command.ts';

/** For `parseArgs`: options of every evaluation. */
export const commonOptions = {
  json: { type: 'boolean' },
  shard: { type: 'string' },
  state: { type: 'string' },
} as const;

/** Help text of the common options. */
export const commonHelp = `  --json            print one JSON object; undefined figures are -1
  --shard I/N       evaluate only the I-th of N parts of the pictures (1 <= I <= N)
  --state FILE      also write the accumulator to FILE, for "merge"
  -h, --help        this text`;

/** One of n parts of a list. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** @throws UsageError unless the text is I/N with 1 <= I <= N */
export function parseShard(text: string | undefined): Shard {
  if (text === undefined) return { index: 0, of: 1 };
  const [, i = '', n = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [index, of] = [Number(i), Number(n)];
  if (i === '' || index < 1 || index > of)
    throw new UsageError(`--shard ${text}: expected I/N with 1 <= I <= N, as in 3/16`);
  return { index: index - 1, of };
}

/** The items of this shard: every n-th, so that neighbours spread over shards. */
export function inShard<T>(items: readonly T[], shard: Shard): T[] {
  return items.filter((_, i) => i % shard.of === shard.index);
}

/** `count` of the items, spread evenly over the list. @param count at most as many as there are */
export function evenly<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]).filter(
    (item): item is T => item !== undefined,
  );
}

/** @throws UsageError unless the value, or the fallback where none was given, is a whole number above 0 */
export function wholeNumber(value: string | undefined, name: string, fallback: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new UsageError(`--${name} ${value}: expected a whole number above 0`);
  return number;
}

/** @throws UsageError when the option was not given */
export function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing`);
  return value;
}

/** @throws UsageError unless the value is one of the choices */
export function choice<T extends string>(
  value: string | undefined,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const found = choices.find((c) => c === value);
  if (found === undefined) throw new UsageError(`--${name} ${value}: expected ${choices.join(', ')}`);
  return found;
}
