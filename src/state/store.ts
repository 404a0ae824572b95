/** The store that flows write to, with the document's history beside it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { SegError } from '../contract/errors.ts';
import { buffersOf, type Doc, EMPTY_DOC } from './document.ts';
import { DocHistory, type Step } from './history.ts';
import { type AppState, type Failure, INITIAL_STATE, type Notice, type Settings } from './state.ts';

/** History keeps at most this many bytes of masks and logits alive. */
const HISTORY_BYTES = 192 * 1024 * 1024;
/** Numbers in names beyond this are not counted on: a file could exhaust them. */
const MOST_IDS = 1e12;

/** A document with its undo and redo steps: what is set aside and brought back when pictures change. */
export interface DocSnapshot {
  readonly doc: Doc;
  readonly past: readonly Step<Doc>[];
  readonly future: readonly Step<Doc>[];
}

/** Nothing done on a picture yet; the edge of cut-outs is that of the picture before. */
export function freshSnapshot({ edge }: Doc): DocSnapshot {
  return { doc: { ...EMPTY_DOC, edge }, past: [], future: [] };
}

/** Zustand store plus the few verbs that every flow shares. */
export class AppStore {
  readonly api: StoreApi<AppState>;
  readonly #history: DocHistory<Doc>;
  #nextId = 1;

  constructor(settings: Partial<Settings> = {}, historyBytes: number = HISTORY_BYTES) {
    this.api = createStore<AppState>(() => ({
      ...INITIAL_STATE,
      settings: { ...INITIAL_STATE.settings, ...settings },
    }));
    this.#history = new DocHistory<Doc>(buffersOf, historyBytes);
  }

  get state(): AppState {
    return this.api.getState();
  }

  set(change: Partial<AppState>): void {
    this.api.setState(change);
  }

  /** A name that no other prompt, object or notice of this session has. */
  nextId(prefix: string): string {
    return `${prefix}${this.#nextId++}`;
  }

  /**
   * Replaces the document as one undoable step.
   * @param label what the step does, lower case, for "Undo <label>"
   * @param mergeKey steps with the same key in a row are one
   */
  commit(doc: Doc, label: string, mergeKey: string | null = null): void {
    if (doc === this.state.doc) return;
    this.#history.record(this.state.doc, label, mergeKey);
    this.set({ doc, history: this.#history.summary() });
  }

  /** Ends a run of merged steps. */
  seal(): void {
    this.#history.seal();
  }

  /** Changes the present and every remembered document alike, without a step: a late answer, or the choice of the active object. */
  amend(change: (doc: Doc) => Doc): void {
    this.#history.patch(change);
    this.set({ doc: change(this.state.doc), history: this.#history.summary() });
  }

  /** Changes the present document without a step. */
  replace(doc: Doc): void {
    this.set({ doc });
  }

  undo(): string | null {
    return this.#restore(this.#history.undo(this.state.doc));
  }

  redo(): string | null {
    return this.#restore(this.#history.redo(this.state.doc));
  }

  /** The document with its history. */
  snapshot(): DocSnapshot {
    return { doc: this.state.doc, ...this.#history.steps() };
  }

  /**
   * Brings back a document with its history in place of the present ones. Names given from now on are none of its own.
   * @param change set in the same moment, so that nobody sees the document beside another picture
   */
  restore({ doc, past, future }: DocSnapshot, change: Partial<AppState> = {}): void {
    for (const one of [doc, ...past.map((s) => s.doc), ...future.map((s) => s.doc)]) this.#reserve(one);
    this.#history.load(past, future);
    this.set({ ...change, doc, history: this.#history.summary(), preview: null });
  }

  /** Starts over with an empty document; the history is gone. */
  resetDoc(): void {
    this.#history.clear();
    this.set({ doc: EMPTY_DOC, history: this.#history.summary(), preview: null });
  }

  /** @returns its id, to dismiss it by */
  notify(notice: Omit<Notice, 'id'>): number {
    const id = this.#nextId++;
    this.set({ notices: [...this.state.notices, { ...notice, id }] });
    return id;
  }

  dismissNotice(id: number): void {
    this.set({ notices: this.state.notices.filter((n) => n.id !== id) });
  }

  /** Reports a failure for the UI to word; requests that were given up are not failures. */
  fail(doing: Failure['doing'], thrown: unknown): void {
    const error = SegError.from(thrown);
    if (error.code === 'aborted') return;
    const failure = { id: this.#nextId++, doing, code: error.code, detail: error.message };
    this.set({ failures: [...this.state.failures.slice(-4), failure] });
  }

  dismissFailure(id: number): void {
    this.set({ failures: this.state.failures.filter((f) => f.id !== id) });
  }

  #reserve(doc: Doc): void {
    for (const object of doc.objects) {
      for (const { id } of [object, ...object.prompts]) {
        const number = Number(/\d+$/.exec(id)?.[0] ?? 0);
        if (Number.isSafeInteger(number) && number < MOST_IDS) this.#nextId = Math.max(this.#nextId, number + 1);
      }
    }
  }

  #restore(step: { readonly doc: Doc; readonly label: string } | null): string | null {
    if (!step) return null;
    this.set({ doc: step.doc, history: this.#history.summary(), preview: null });
    return step.label;
  }
}
