/** Ids of a data file, which the formats want as whole numbers and converters also write as text. */

/** A whole number as text, in the only way that JSON would write it. */
const isWholeText = (text: string): boolean => Number.isSafeInteger(Number(text)) && String(Number(text)) === text;

/**
 * Numbers for the ids of one list. Whole numbers stand for themselves. As soon as one id is text, all are taken as text and are numbered
 * from 1 in the order of their characters, which is the order in which the official programs go through them.
 */
export class IdTable {
  readonly #names: readonly string[] | null;
  readonly #numbers: ReadonlyMap<string, number>;

  /** @param raw the ids as they stand in the file; what is neither a whole number nor text is passed over */
  constructor(raw: Iterable<unknown>) {
    const usable = [...raw].filter((id) => typeof id === 'string' || Number.isSafeInteger(id));
    this.#names = usable.some((id) => typeof id === 'string') ? [...new Set(usable.map(String))].sort() : null;
    this.#numbers = new Map((this.#names ?? []).map((name, i) => [name, i + 1]));
  }

  /** The number of an id; -1 for a text that is not in the list, null for what can be no id. */
  numberOf(raw: unknown): number | null {
    if (typeof raw !== 'string' && !(typeof raw === 'number' && Number.isSafeInteger(raw))) return null;
    if (this.#names) return this.#numbers.get(String(raw)) ?? -1;
    if (typeof raw === 'number') return raw;
    return isWholeText(raw) ? Number(raw) : -1;
  }

  /** The id as it stands in the file. */
  nameOf(id: number): string {
    return this.#names?.[id - 1] ?? `${id}`;
  }
}
