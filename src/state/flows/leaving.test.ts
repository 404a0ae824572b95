import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { packRegion } from '../../core/mask/packed.ts';
import { EMPTY_DOC, newObject, type SegObject } from '../document.ts';
import type { StripDocument, StripState } from '../pictures/strip-types.ts';
import type { SessionState } from '../session/session-types.ts';
import { createLeaving } from './leaving.ts';

const SIZE = { width: 8, height: 8 };
const mask = packRegion({ width: 1, height: 1, data: Uint8Array.of(1) }, { x0: 1, y0: 1, x1: 2, y1: 2 }, SIZE);
const drawn = (id: string): SegObject => ({ ...newObject(EMPTY_DOC, id), mask });

function setUp(): {
  leaving: ReturnType<typeof createLeaving>;
  put: (id: string, objects: readonly SegObject[]) => void;
  keep: (change: Partial<Pick<SessionState, 'phase' | 'problem'>>) => void;
} {
  const works = new Map<string, readonly SegObject[]>();
  const api = createStore<StripState>(() => ({ items: [], activeId: 'a', intake: null }));
  const sessions = createStore<Pick<SessionState, 'phase' | 'problem'>>(() => ({ phase: 'off', problem: null }));
  const documents = (): readonly StripDocument[] =>
    [...works].map(([id, objects]) => ({
      item: { id, name: id, phase: 'ready', thumbnail: null, size: SIZE, fullSize: SIZE, objects: objects.length },
      source: { kind: 'sample', url: id, name: id },
      work: objects.length > 0 ? { doc: { ...EMPTY_DOC, objects }, past: [], future: [] } : null,
    }));
  return {
    leaving: createLeaving({ api, documents }, sessions, { hasUnsaved: () => false }),
    put: (id, objects) => works.set(id, objects),
    keep: (change) => sessions.setState(change),
  };
}

test('objects are at stake until they are kept or saved, and again once they change', () => {
  const { leaving, put, keep } = setUp();
  expect(leaving.hasUnsavedWork()).toBe(false);
  put('a', [newObject(EMPTY_DOC, 'empty')]);
  expect(leaving.hasUnsavedWork()).toBe(false);
  put('a', [drawn('o')]);
  expect(leaving.hasUnsavedWork()).toBe(true);
  leaving.saved('stage');
  expect(leaving.hasUnsavedWork()).toBe(false);
  put('a', [drawn('o'), drawn('p')]);
  expect(leaving.hasUnsavedWork()).toBe(true);
  keep({ phase: 'on' });
  expect(leaving.hasUnsavedWork()).toBe(false);
  keep({ problem: 'quota' });
  expect(leaving.hasUnsavedWork()).toBe(true);
});

test('one saved picture does not make the others safe', () => {
  const { leaving, put } = setUp();
  put('a', [drawn('o')]);
  put('b', [drawn('p')]);
  leaving.saved('stage');
  expect(leaving.hasUnsavedWork()).toBe(true);
  leaving.saved('all');
  expect(leaving.hasUnsavedWork()).toBe(false);
});
