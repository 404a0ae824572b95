import { describe, expect, it } from 'vitest';
import { DEFAULT_CUT_EDGE } from '../core/edges/cutout-pixels.ts';
import { type DocGraph, PROJECT_FORMAT, PROJECT_VERSION, parseProject } from './project.ts';
import { checkProjectLimits, checkRawProject } from './project-limits.ts';

const EMPTY: DocGraph = {
  planes: [],
  masks: [],
  edges: [],
  prompts: [[]],
  answers: [],
  objects: [],
  docs: [{ objects: [], activeId: null, edge: DEFAULT_CUT_EDGE }],
  present: 0,
  past: [],
  future: [],
};
const SIZE = { width: 100, height: 80 };
const picture = (work: Partial<DocGraph>, id = 'a') => ({
  id,
  name: 'a.png',
  file: 0,
  type: '',
  thumbnail: null,
  size: SIZE,
  fullSize: SIZE,
  objects: 0,
  work: { ...EMPTY, ...work },
});
const project = (...pictures: readonly object[]): unknown => ({
  format: PROJECT_FORMAT,
  version: PROJECT_VERSION,
  active: 0,
  pictures,
});

function open(json: unknown): void {
  checkRawProject(json, 'p.zip');
  checkProjectLimits(parseProject(json, 'p.zip'), 'p.zip');
}

const stroke = (points: number, x = 1) => ({
  id: 'p',
  prompt: {
    kind: 'brush' as const,
    path: Array.from({ length: points }, () => ({ x, y: 1 })),
    radius: 3,
    label: 'include' as const,
  },
});
const plane = (change: object = {}) => ({
  width: 256,
  height: 256,
  content: { width: 256, height: 205 },
  box: { x0: 0, y0: 0, x1: 100, y1: 80 },
  part: 1,
  ...change,
});
const objects = (n: number, id?: string) =>
  Array.from({ length: n }, (_, i) => ({
    id: id ?? `o${i}`,
    name: '',
    label: '',
    color: i,
    visible: true,
    locked: false,
    prompts: 0,
    answer: null,
    mask: null,
    maskPrompt: null,
    unknown: null,
    hand: null,
    edge: null,
    threshold: 0,
    soft: 0,
    source: null,
  }));
const held = (n: number, id?: string): Partial<DocGraph> => ({
  objects: objects(n, id),
  docs: [{ objects: Array.from({ length: n }, (_, i) => i), activeId: null, edge: DEFAULT_CUT_EDGE }],
});

describe('a project file', () => {
  it.each([
    ['5,000 objects', picture(held(5000))],
    ['a stroke of 20,000 points', picture({ prompts: [[stroke(20_000)]] })],
    ['a plane of the whole picture', picture({ planes: [plane()] })],
  ])('opens with %s', (_, one) => open(project(one)));

  it.each([
    ['a stroke of a million points', [picture({ prompts: [[stroke(1_000_000)]] })], /1,000,000 points/],
    ['50,000 objects', [picture(held(50_000))], /50,000 objects/],
    ['forty huge planes', [picture({ planes: Array(40).fill(plane({ width: 4096, height: 4096 })) })], /memory/],
    ['two pictures of one name', [picture({}), picture({})], /two pictures/],
    ['two objects of one name', [picture(held(2, 'same'))], /two objects/],
    ['two prompts of one name', [picture({ prompts: [[stroke(1), stroke(1)]] })], /two prompts/],
    ['a prompt beyond all pictures', [picture({ prompts: [[stroke(1, 1e9)]] })], /far outside/],
    [
      'a plane beside its picture',
      [picture({ planes: [plane({ box: { x0: 0, y0: 0, x1: 300, y1: 80 } })] })],
      /outside/,
    ],
    ['a plane inside out', [picture({ planes: [plane({ box: { x0: 9, y0: 0, x1: 3, y1: 80 } })] })], /outside/],
  ])('is refused with %s, in a sentence and at once', (_, pictures, words) => {
    const start = performance.now();
    expect(() => open(project(...pictures))).toThrow(
      expect.objectContaining({ code: 'bad-file', message: expect.stringMatching(words) }),
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('is refused when it is nested too deeply', () => {
    let deep: object = {};
    for (let i = 0; i < 5000; i++) deep = { deep };
    expect(() => checkRawProject(deep, 'p.zip')).toThrow(/nested too deeply/);
  });
});
