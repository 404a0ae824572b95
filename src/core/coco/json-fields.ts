/** Reading fields of parsed JSON with a problem noted for each that is not what it should be. */
import type { ProblemList } from './data-problem.ts';
import type { IdTable } from './id-table.ts';

/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for objects that are neither null nor arrays. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A short picture of a value for messages. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  let text: string;
  try {
    text = JSON.stringify(value) ?? typeof value;
  } catch {
    return 'lists within lists, too deep to be read'; // deeper than the stack
  }
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** The list under `key`, or an empty one with a problem. */
export function listField(from: JsonObject, key: string, problems: ProblemList): readonly unknown[] {
  const value = from[key];
  if (Array.isArray(value)) return value;
  problems.add(key, `expected a list, found ${show(value)}`);
  return [];
}

/** The integer under `key`, or null with a problem. */
export function integerField(from: JsonObject, key: string, path: string, problems: ProblemList): number | null {
  const value = from[key];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  problems.add(`${path}.${key}`, `expected a whole number, found ${show(value)}`);
  return null;
}

/** The id under `key` as the table numbers it, or null with a problem. */
export function idField(
  from: JsonObject,
  key: string,
  path: string,
  table: IdTable,
  problems: ProblemList,
): number | null {
  const id = table.numberOf(from[key]);
  if (id === null) problems.add(`${path}.${key}`, `expected a whole number, found ${show(from[key])}`);
  return id;
}

/** What the objects of a list have under `key`. */
export function fieldsOf(list: readonly unknown[], key: string): unknown[] {
  return list.map((entry) => (isJsonObject(entry) ? entry[key] : undefined));
}

/** True for a list of finite numbers. */
export function isNumberList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'number' && Number.isFinite(v));
}

/** True for [x, y, width, height] with finite numbers. */
export function isBox(value: unknown): value is readonly [number, number, number, number] {
  return isNumberList(value) && value.length === 4;
}
