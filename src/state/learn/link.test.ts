import { expect, test } from 'vitest';
import { imagePoint } from '../../core/geometry/space.ts';
import { formatLearnAddress, parseLearnAddress, promptsOn } from './link.ts';
import { createProgressStore, withStep } from './progress.ts';

test('an address comes back as it was written, and never names a picture', () => {
  const address = {
    lesson: 'first-clicks',
    step: 'box',
    model: 'playground',
    prompts: [
      { kind: 'point', at: imagePoint(12.5, 40), label: 'include' },
      { kind: 'box', box: { x0: 1, y0: 2, x1: 30, y1: 40 } },
    ] as const,
    size: { width: 600, height: 400 },
  };
  const text = formatLearnAddress(address);
  expect(text).toBe('/learn/first-clicks/box?m=playground&p=i12.5,40;b1,2,30,40&on=600x400');
  expect(parseLearnAddress(`#${text}`)).toEqual(address);
  expect(promptsOn(parseLearnAddress(`#${text}`), { width: 300, height: 200 })[0]).toMatchObject({
    at: { x: 6.25, y: 20 },
  });
});

test('what makes no sense in an address is left out', () => {
  expect(parseLearnAddress('#/learn/<script>/..?m=%20&p=nonsense&on=0x')).toEqual({
    ...{ lesson: null, step: null, model: null, prompts: [], size: null },
  });
  expect(parseLearnAddress('#/learn')).toMatchObject({ lesson: null, step: null });
});

test('progress is kept only after it was asked for, and forgotten when taken back', () => {
  const kept = new Map<string, string>();
  // The three methods that are used.
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
  const store = createProgressStore(() => storage);
  expect(store.load()).toBeNull();
  const progress = withStep(withStep({}, 'a', 'one'), 'a', 'two');
  expect(withStep(progress, 'a', 'one')).toBe(progress);
  store.save(progress);
  expect(store.load()).toEqual({ a: ['one', 'two'] });
  store.forget();
  expect(kept.size).toBe(0);
  kept.set('learn-progress', '{"a":7}');
  expect(store.load()).toBeNull();
  const blocked = createProgressStore(() => {
    throw new Error('blocked');
  });
  expect(blocked.load()).toBeNull();
  expect(() => blocked.save({})).not.toThrow();
});
