import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePoint } from '../core/geometry/space.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import { EMPTY_DOC, newObject } from './document.ts';
import { formatSegmentLink, linkObjects, parseSegmentLink, type SegmentLink } from './segment-permalink.ts';

const tenth = fc.integer({ min: -9999, max: 99_999 }).map((n) => n / 10);
const point = fc.tuple(tenth, tenth).map(([x, y]) => imagePoint(x, y));
const label = fc.constantFrom('include' as const, 'exclude' as const);
const length = fc.integer({ min: 1, max: 9999 }).map((n) => n / 10);
const prompt: fc.Arbitrary<Prompt> = fc.oneof(
  fc.record({ kind: fc.constant('point' as const), at: point, label }),
  fc.tuple(tenth, tenth, length, length).map(([x, y, w, h]) => ({
    kind: 'box' as const,
    box: { x0: x, y0: y, x1: Math.round((x + w) * 10) / 10, y1: Math.round((y + h) * 10) / 10 },
  })),
  fc.record({
    kind: fc.constant('brush' as const),
    path: fc.array(point, { minLength: 1, maxLength: 5 }),
    radius: length,
    label,
  }),
);
const side = fc.integer({ min: 1, max: 9999 });
const link: fc.Arbitrary<SegmentLink> = fc.record(
  {
    objects: fc.array(fc.array(prompt, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
    model: fc.constantFrom('playground', 'sam2.1-tiny'),
    size: fc.record({ width: side, height: side }),
    view: fc.record({ centre: point, across: length }),
    sample: fc.constantFrom('coffee', 'coins_2'),
  },
  { requiredKeys: ['objects'] },
);

describe('an address of Segment', () => {
  it('carries model, prompts, view and sample there and back', () => {
    fc.assert(
      fc.property(link, (wanted) => {
        expect(parseSegmentLink(formatSegmentLink(wanted))).toEqual(wanted);
      }),
    );
  });

  it('from anywhere is read without trouble; what makes no sense is left out', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (p, v, m) => {
        const query = new URLSearchParams({ p, v, m, on: v, sample: p }).toString();
        expect(Array.isArray(parseSegmentLink(query).objects)).toBe(true);
      }),
    );
    expect(parseSegmentLink('p=b9,9,1,1;i1&v=1,2,0&on=0x9&m=../x&sample=a/b')).toEqual({ objects: [] });
  });

  it('lists the bottom object first and leaves out those without prompts', () => {
    const at = { kind: 'point', at: imagePoint(1, 2), label: 'include' } as const;
    const top = { ...newObject(EMPTY_DOC, 'b'), prompts: [{ id: 'p', prompt: at }] };
    const fixed = newObject(EMPTY_DOC, 'c');
    const bottom = {
      ...newObject(EMPTY_DOC, 'a'),
      prompts: [{ id: 'q', prompt: { ...at, label: 'exclude' as const } }],
    };
    expect(linkObjects({ ...EMPTY_DOC, objects: [top, fixed, bottom], activeId: null }).map((o) => o[0])).toEqual([
      bottom.prompts[0]?.prompt,
      at,
    ]);
  });
});
