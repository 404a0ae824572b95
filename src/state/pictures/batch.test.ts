import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { SegError } from '../../contract/errors.ts';
import type { Deps } from '../deps.ts';
import { EMPTY_DOC, newObject } from '../document.ts';
import type { FindFlow } from '../flows/find.ts';
import type { SubjectFlow, SubjectOutcome } from '../flows/select-subject.ts';
import { AppStore } from '../store.ts';
import { createBatchFlow } from './batch.ts';
import type { Strip, StripItem, StripState } from './strip-types.ts';

/** Pictures by name, and what selecting the subject of each gives; null fails. */
function setUp(script: Readonly<Record<string, SubjectOutcome | null>>, withObjects: readonly string[] = []) {
  const store = new AppStore();
  const items = Object.keys(script).map((name): StripItem => {
    const [thumbnail, size, fullSize] = [null, null, null];
    return { id: `id-${name}`, name, phase: 'ready', thumbnail, size, fullSize, objects: 0 };
  });
  const api = createStore<StripState>(() => ({ items, activeId: null, intake: null }));
  const nameOf = (id: string | null): string => items.find((i) => i.id === id)?.name ?? '';
  const asked: string[] = [];
  const strip: Partial<Strip> = {
    api,
    select: async (id) => {
      if (nameOf(id) === 'broken') return false;
      api.setState({ activeId: id });
      const objects = withObjects.includes(nameOf(id)) ? [newObject(store.state.doc, 'o')] : [];
      store.set({
        doc: { ...EMPTY_DOC, objects, activeId: null },
        encoding: { phase: 'ready', encodeMs: 1, prepareMs: 0 },
      });
      return true;
    },
  };
  const hooks = { select: (_name: string): void => undefined };
  const subject: SubjectFlow = {
    select: async ({ another = false, signal } = {}) => {
      const name = nameOf(api.getState().activeId);
      asked.push(another ? `${name} again` : name);
      hooks.select(name);
      await Promise.resolve();
      if (signal?.aborted) return null;
      const outcome = script[name] ?? null;
      if (outcome === null) store.fail('segment', new SegError('bad-model', 'no'));
      return outcome;
    },
  };
  // Only what a run over the subjects touches: the rest of these services belongs to other flows.
  const batch = createBatchFlow(store, {} as Deps, { strip: strip as Strip, finds: {} as FindFlow, subject });
  const outcomes = (): Readonly<Record<string, string>> =>
    Object.fromEntries(batch.api.getState().subjects.map((r) => [r.name, r.outcome]));
  return { batch, asked, outcomes, hooks, script, api };
}

test('the subject of every picture: each result is told apart, objects that were there stay, failures are named', async () => {
  const s = setUp({ dog: 'sure', sea: 'none', mine: 'sure', cat: 'unsure', broken: 'sure', odd: null }, ['mine']);
  await s.batch.subject();
  expect(s.asked).toEqual(['dog', 'sea', 'cat', 'odd']);
  expect(s.outcomes()).toEqual({ dog: 'sure', sea: 'none', mine: 'kept', cat: 'unsure' });
  expect(s.batch.api.getState().subject).toMatchObject({
    running: false,
    done: 4,
    total: 6,
    failed: ['“broken”: it could not be opened', '“odd”: the model failed'],
  });
});

test('stopped, it goes on where it was; one picture is guessed anew without the others', async () => {
  const s = setUp({ a: 'sure', b: 'sure', c: 'sure' });
  s.hooks.select = (name) => {
    if (name === 'b') s.batch.cancel();
  };
  await s.batch.subject();
  expect(s.outcomes()).toEqual({ a: 'sure' });
  expect(s.batch.api.getState().subject).toMatchObject({ running: false, done: 1, failed: [] });
  s.hooks.select = () => undefined;
  await s.batch.subject();
  expect(s.asked).toEqual(['a', 'b', 'b', 'c']);
  expect(s.batch.api.getState().subject).toMatchObject({ done: 3, total: 3 });
  await s.batch.redoSubject('id-b');
  expect(s.asked.at(-1)).toBe('b again');
  expect(s.batch.api.getState().subject).toMatchObject({ running: false, done: 3, total: 3 });
});

test('another picture chosen by the person ends the run', async () => {
  const s = setUp({ a: 'sure', b: 'sure' });
  s.hooks.select = () => s.api.setState({ activeId: 'id-b' });
  await s.batch.subject();
  expect(s.asked).toEqual(['a']);
  expect(s.outcomes()).toEqual({});
});
