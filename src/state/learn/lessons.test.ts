/** The bundled lessons: what they name exists, and every language has every text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseLessons } from '../../contract/lesson.ts';
import { parseSampleIndex, parseSampleTruth } from '../../contract/samples.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const json = (name: string): unknown => JSON.parse(readFileSync(path(name), 'utf8'));

const lessons = parseLessons(json('public/lessons/lessons.json'));
const steps = lessons.flatMap((lesson) =>
  lesson.steps.map((step) => ({ lesson, step, name: `${lesson.id}/${step.id}` })),
);
const samples = parseSampleIndex(json('public/samples/index.json'));

/** Names of the true outlines of a sample. */
function truthNames(sample: string | undefined): readonly string[] {
  const entry = samples.find((s) => s.id === sample);
  return entry ? parseSampleTruth(json(`public/samples/${entry.truth}`)).masks.map((m) => m.name) : [];
}

/** Every key of a nested object with dots, in order, with the places that texts are put in. */
function keysOf(texts: unknown, before = ''): readonly string[] {
  if (typeof texts === 'string') {
    const places = [...texts.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    return [`${before} ${[...new Set(places)].join(',')}`];
  }
  return Object.entries(Object(texts)).flatMap(([key, value]) => keysOf(value, `${before}.${key}`));
}

function textAt(texts: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((at, part) => Reflect.get(Object(at), part), texts);
}

describe('lessons', () => {
  test('there are at least eight, each of five to ten minutes with a checked task', () => {
    expect(lessons.length).toBeGreaterThanOrEqual(8);
    for (const lesson of lessons) {
      expect(lesson.minutes).toBeGreaterThanOrEqual(5);
      expect(lesson.minutes).toBeLessThanOrEqual(10);
      expect(
        lesson.steps.some((s) => s.task !== undefined),
        lesson.id,
      ).toBe(true);
    }
    expect(new Set(lessons.map((l) => l.id)).size).toBe(lessons.length);
    for (const lesson of lessons) expect(new Set(lesson.steps.map((s) => s.id)).size).toBe(lesson.steps.length);
  });

  test.each(steps)('$name: its sample, truth and view exist', ({ lesson, step }) => {
    const at = lesson.steps.indexOf(step);
    const sample = lesson.steps.slice(0, at + 1).findLast((s) => s.sample !== undefined)?.sample;
    expect(samples.map((s) => s.id)).toContain(sample);
    if (step.view !== 'none') {
      const folder = path(`src/ui/learn/views/${step.view}`);
      expect(existsSync(folder) && readdirSync(folder).filter((f) => f.endsWith('View.tsx'))).toHaveLength(1);
    }
    const { task } = step;
    if (task?.kind !== 'mask' && task?.kind !== 'candidate') return;
    const names = truthNames(sample);
    const wanted = [task.truth, ...(task.kind === 'mask' ? task.without : [])];
    for (const name of wanted) {
      const prefix = name.endsWith('*') ? name.slice(0, -1) : null;
      expect(names.some((n) => (prefix === null ? n === name : n.startsWith(prefix)))).toBe(true);
    }
  });

  test('every step has its texts, every task its words and a hint', () => {
    const texts = json('public/locales/en/lessons.json');
    for (const { lesson, step } of steps) {
      const key = `${lesson.id}.steps.${step.id}`;
      const wanted = step.task ? ['title', 'text', 'task', 'hint'] : ['title', 'text'];
      for (const part of wanted) expect(textAt(texts, `${key}.${part}`), `${key}.${part}`).toBeTypeOf('string');
    }
    for (const { id } of lessons) expect(textAt(texts, `${id}.summary`)).toBeTypeOf('string');
  });

  test.each(readdirSync(path('public/locales')).filter((language) => language !== 'en'))(
    '%s has the same texts with the same places as English',
    (language) => {
      for (const file of ['learn', 'lessons', 'views']) {
        const own = keysOf(json(`public/locales/${language}/${file}.json`));
        expect([...own].sort()).toEqual([...keysOf(json(`public/locales/en/${file}.json`))].sort());
      }
    },
  );
});
