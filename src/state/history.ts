/** Exact history: whole documents with shared parts, bounded by the bytes that they alone keep alive. */

export interface Step<T> {
  /** The document before the step (in the past) or after it (in the future). */
  readonly doc: T;
  /** What the step did, for "Undo <label>". */
  readonly label: string;
}

/** What a person is shown about the history. */
export interface HistorySummary {
  readonly undo: string | null;
  readonly redo: string | null;
  readonly bytes: number;
  readonly steps: number;
}

/**
 * Undo and redo by restoring documents, never by recomputing them.
 * A document is immutable and shares its unchanged parts with its neighbours, so a step costs only what it changed;
 * the oldest steps are dropped once the buffers reachable from the history exceed `limit` bytes.
 */
export class DocHistory<T> {
  #past: Step<T>[] = [];
  #future: Step<T>[] = [];
  #mergeKey: string | null = null;
  readonly #uses = new Map<ArrayBuffer, number>();
  #bytes = 0;
  readonly #buffersOf: (doc: T) => Iterable<ArrayBuffer>;
  readonly #limit: number;

  constructor(buffers: (doc: T) => Iterable<ArrayBuffer>, limit: number) {
    this.#buffersOf = buffers;
    this.#limit = limit;
  }

  /**
   * Notes that `before` is about to be replaced.
   * @param mergeKey steps with the same key in a row count as one (a slider drag, a moved point)
   */
  record(before: T, label: string, mergeKey: string | null = null): void {
    this.#clearFuture();
    if (mergeKey !== null && mergeKey === this.#mergeKey && this.#past.length > 0) return;
    this.#mergeKey = mergeKey;
    this.#past.push({ doc: before, label });
    this.#hold(before);
    while (this.#bytes > this.#limit && this.#past.length > 1) {
      const oldest = this.#past.shift();
      if (oldest) this.#drop(oldest.doc);
    }
  }

  /** Ends a run of merged steps: the next one stands for itself. */
  seal(): void {
    this.#mergeKey = null;
  }

  /** The document before the last step, or null; `present` becomes what redo restores. */
  undo(present: T): { readonly doc: T; readonly label: string } | null {
    return this.#move(this.#past, this.#future, present);
  }

  /** The document after the step last undone, or null. */
  redo(present: T): { readonly doc: T; readonly label: string } | null {
    return this.#move(this.#future, this.#past, present);
  }

  /** Completes remembered documents with what arrived late (an answer to an earlier click). */
  patch(change: (doc: T) => T): void {
    for (const steps of [this.#past, this.#future]) {
      for (const [i, step] of steps.entries()) {
        const doc = change(step.doc);
        if (doc === step.doc) continue;
        this.#hold(doc);
        this.#drop(step.doc);
        steps[i] = { ...step, doc };
      }
    }
  }

  /** Every remembered step, the oldest first, as it can be given back to {@link load}. */
  steps(): { readonly past: readonly Step<T>[]; readonly future: readonly Step<T>[] } {
    return { past: [...this.#past], future: [...this.#future] };
  }

  /** Replaces everything remembered. */
  load(past: readonly Step<T>[], future: readonly Step<T>[]): void {
    this.clear();
    this.#past = [...past];
    this.#future = [...future];
    for (const { doc } of [...past, ...future]) this.#hold(doc);
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
    this.#mergeKey = null;
    this.#uses.clear();
    this.#bytes = 0;
  }

  summary(): HistorySummary {
    return {
      undo: this.#past.at(-1)?.label ?? null,
      redo: this.#future.at(-1)?.label ?? null,
      bytes: this.#bytes,
      steps: this.#past.length + this.#future.length,
    };
  }

  #move(from: Step<T>[], to: Step<T>[], present: T): Step<T> | null {
    const step = from.pop();
    if (!step) return null;
    this.#mergeKey = null;
    to.push({ doc: present, label: step.label });
    this.#hold(present);
    this.#drop(step.doc);
    return step;
  }

  #clearFuture(): void {
    for (const step of this.#future) this.#drop(step.doc);
    this.#future = [];
  }

  #hold(doc: T): void {
    for (const buffer of this.#buffersOf(doc)) {
      const uses = this.#uses.get(buffer) ?? 0;
      if (uses === 0) this.#bytes += buffer.byteLength;
      this.#uses.set(buffer, uses + 1);
    }
  }

  #drop(doc: T): void {
    for (const buffer of this.#buffersOf(doc)) {
      const uses = (this.#uses.get(buffer) ?? 0) - 1;
      if (uses > 0) {
        this.#uses.set(buffer, uses);
      } else {
        this.#uses.delete(buffer);
        this.#bytes -= buffer.byteLength;
      }
    }
  }
}
