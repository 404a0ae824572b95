import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Card, parseCard } from '../../contract/cards.ts';
import { valueScale, yearScale } from './chart-scale.ts';
import { matches, metricFamilies, NO_FILTER } from './filter.ts';
import { type FormulaNode, parseFormula } from './formula.ts';
import { reportBody, reportFields, reportTitle, reportUrl } from './report.ts';
import { bestIds, formatValue, headline, sortResults } from './results.ts';
import { readSeen, type SeenStorage, setRemembering, unseen } from './seen.ts';
import { tryItHref } from './try-it.ts';

const folder = fileURLToPath(new URL('../../../public/benchmarks/cards/', import.meta.url));
const cards: readonly Card[] = readdirSync(folder).map((file) => {
  const parsed = parseCard(file, JSON.parse(readFileSync(folder + file, 'utf8')));
  if (!parsed.ok) throw new Error(parsed.complaints.join('\n'));
  return parsed.value;
});
const card = (id: string): Card => {
  const found = cards.find((c) => c.id === id);
  if (!found) throw new Error(id);
  return found;
};

describe('best results', () => {
  it('are looked for within one metric and split', () => {
    expect([...bestIds(card('coco-2017'))].sort()).toEqual(['co-detr-test-tta', 'co-detr-val-tta', 'sam3-box']);
    expect(headline(card('coco-2017'))?.value).toBe(57.1);
  });
  it('are never a third party’s or an unverified figure', () => {
    expect(card('bsds500').results.some((r) => r.value === 0.853)).toBe(true);
    expect(headline(card('bsds500'))?.value).toBe(0.86);
    expect(card('bravo').results.some((r) => r.value === 0.6263)).toBe(true);
    expect(headline(card('bravo'))?.value).not.toBe(0.6263);
  });
  it('are the lowest where lower is better', () => {
    const base = card('object-counting');
    const result = {
      id: 'a',
      method: 'A',
      metric: 'mae',
      value: 12,
      split: 's',
      protocol: 'p',
      evidence: 'paper',
      source: { text: 't' },
    };
    const parsed = parseCard('x', { ...base, results: [result, { ...result, id: 'b', value: 8 }] });
    expect(parsed.ok && [...bestIds(parsed.value)]).toEqual(['b']);
  });
  it('do not exist where there are no results', () => {
    expect(headline(card('oxford-pets'))).toBeUndefined();
  });
  it('are printed with the decimals they were published with', () => {
    expect(formatValue(card('coco-2017').metrics[0], 46.5)).toBe('46.5');
    expect(formatValue(card('loveda').metrics[0], 54.17)).toBe('54.17');
    expect(formatValue(card('bsds500').metrics[0], 0.84)).toBe('0.840');
    expect(formatValue(card('bravo').metrics[0], 0.6263)).toBe('0.6263');
  });
  it('sort by any column without losing a row', () => {
    for (const key of ['value', 'method', 'split', 'year', 'evidence'] as const) {
      const up = sortResults(card('coco-2017').results, key, 'ascending');
      expect(up).toHaveLength(card('coco-2017').results.length);
    }
    expect(sortResults(card('bsds500').results, 'year', 'ascending').find((r) => r.year !== undefined)?.year).toBe(
      1968,
    );
  });
});

describe('search', () => {
  it('finds cards by dataset, class and method', () => {
    const find = (query: string): string[] => cards.filter((c) => matches(c, { ...NO_FILTER, query })).map((c) => c.id);
    expect(find('chandelier')).toEqual(['ade20k']);
    expect(find('traffic light')).toEqual(['cityscapes']);
    expect(find('SAUGE')).toEqual(['bsds500']);
    expect(find('zebrafish xylophone')).toEqual([]);
    expect(find('')).toHaveLength(14);
  });
  it('filters by task, measure and results', () => {
    const ids = (filter: object): string[] =>
      cards.filter((c) => matches(c, { ...NO_FILTER, ...filter })).map((c) => c.id);
    expect(ids({ task: 'boundary' })).toEqual(['bsds500']);
    expect(ids({ results: 'without' }).sort()).toEqual(['few-shot-classification', 'object-counting', 'oxford-pets']);
    expect(ids({ metric: 'F-measure' }).sort()).toEqual(['bsds500', 'video-segmentation']);
  });
  it('knows a family for every card', () => {
    for (const c of cards) expect([c.id, metricFamilies(c).length]).not.toEqual([c.id, 0]);
  });
});

describe('formulas', () => {
  it.each(cards.flatMap((c) => c.metrics.flatMap((m) => m.formula.map((f) => [c.id, f] as const))))(
    '%s: %s',
    (_, tex) => {
      expect(() => parseFormula(tex)).not.toThrow();
    },
  );
  it('read into a tree', () => {
    const tree: FormulaNode = parseFormula('\\frac{a_{i}}{2}');
    expect(tree).toEqual({
      kind: 'fraction',
      over: { kind: 'scripts', base: { kind: 'identifier', text: 'a' }, sub: { kind: 'identifier', text: 'i' } },
      under: { kind: 'number', text: '2' },
    });
    expect(parseFormula('\\text{two words}')).toEqual({ kind: 'text', text: 'two words' });
    expect(parseFormula('\\mathrm{A}=\\mathrm{B c}')).toEqual({
      kind: 'row',
      items: [
        { kind: 'upright', text: 'A' },
        { kind: 'operator', text: '=' },
        { kind: 'upright', text: 'B c' },
      ],
    });
  });
  it('say what they do not understand', () => {
    expect(() => parseFormula('\\integral')).toThrow(/\\integral is not known/);
    expect(() => parseFormula('\\frac{a}{b')).toThrow(/missing/);
  });
});

describe('a report', () => {
  const report = { field: 'results.sam-vit-h-val', wrong: 'It says 46.5 & more', source: '' };
  it('names card and field', () => {
    const c = card('coco-2017');
    expect(reportFields(c).map((f) => f.value)).toContain('results.sam-vit-h-val');
    expect(reportTitle(c, report)).toBe('Benchmark card coco-2017: results.sam-vit-h-val');
    expect(reportBody(c, report)).toContain('Field: results.sam-vit-h-val');
  });
  it('goes to the configured address, or nowhere', () => {
    expect(reportUrl('', 't', 'b')).toBeUndefined();
    expect(reportUrl('mailto:a@b.example', 'a t', 'x&y')).toBe('mailto:a@b.example?subject=a%20t&body=x%26y');
    const url = new URL(reportUrl('https://x.example/new?labels=card', 'a t', 'x&y\nz') ?? '');
    expect(Object.fromEntries(url.searchParams)).toEqual({ labels: 'card', title: 'a t', body: 'x&y\nz' });
  });
});

describe('the marker of changes', () => {
  const change = (id: string) => ({ id, date: '2026-01-01', kind: 'added' as const, text: id });
  const memory = (): SeenStorage & { held: Map<string, string> } => {
    const held = new Map<string, string>();
    return {
      held,
      getItem: (k) => held.get(k) ?? null,
      setItem: (k, v) => void held.set(k, v),
      removeItem: (k) => void held.delete(k),
    };
  };
  it('stores nothing unless asked, and nothing after being turned off', () => {
    const storage = memory();
    expect(unseen(readSeen(storage), [change('a')])).toEqual([]);
    expect(storage.held.size).toBe(0);
    setRemembering(storage, true, [change('a')]);
    expect(storage.held.size).toBe(1);
    setRemembering(storage, false, [change('a')]);
    expect(storage.held.size).toBe(0);
  });
  it('marks what came after the last visit', () => {
    const storage = memory();
    setRemembering(storage, true, [change('a')]);
    expect(unseen(readSeen(storage), [change('b'), change('a')]).map((c) => c.id)).toEqual(['b']);
  });
  it('survives a browser that refuses and an entry that is damaged', () => {
    const refuse = (): never => {
      throw new DOMException('no', 'SecurityError');
    };
    expect(setRemembering({ getItem: refuse, setItem: refuse, removeItem: refuse }, true, []).blocked).toBe(true);
    expect(readSeen({ getItem: refuse, setItem: refuse, removeItem: refuse }).blocked).toBe(true);
    expect(readSeen({ ...memory(), getItem: () => '{"x":' }).remembering).toBe(false);
  });
});

describe('the chart’s scales', () => {
  it('enclose all values with round ticks', () => {
    for (const c of cards) {
      for (const m of c.metrics) {
        const values = c.results.filter((r) => r.metric === m.id).map((r) => r.value);
        if (values.length === 0) continue;
        const scale = valueScale(values);
        expect(scale.from).toBeLessThanOrEqual(Math.min(...values));
        expect(scale.to).toBeGreaterThanOrEqual(Math.max(...values));
        expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
        expect(scale.ticks.length).toBeLessThanOrEqual(7);
      }
    }
    expect(valueScale([46.5, 57.1]).ticks).toEqual([45, 50, 55, 60]);
    expect(valueScale([5, 5]).to).toBeGreaterThan(valueScale([5, 5]).from);
    expect(() => valueScale([])).toThrow(RangeError);
  });
  it('place years to scale, the unknown one last', () => {
    const { place, labels, hasUnknown } = yearScale(card('bsds500').results, 8);
    expect(hasUnknown).toBe(true);
    expect(place(2025) - place(2015)).toBeCloseTo(place(1978) - place(1968), 12);
    expect(place(undefined)).toBeGreaterThan(place(2025));
    expect(place(1968)).toBeGreaterThan(0);
    expect(place(undefined)).toBeLessThan(1);
    expect(labels).toEqual([1968, 1978, 1988, 1998, 2008, 2018]);
    expect(yearScale([], 5).labels).toEqual([]);
  });
  it('lead to the lines, the cut-out, or an empty stage', () => {
    expect(tryItHref(card('bsds500'))).toBe('#/segment?task=edges&sample=chelsea');
    expect(tryItHref(card('oxford-pets'))).toBe('#/segment?task=cutout&sample=chelsea');
    expect(tryItHref(card('bravo'))).toBe('#/segment?stage=empty');
  });
});
