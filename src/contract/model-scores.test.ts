import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCard } from './cards.ts';
import { parseModelScores } from './model-scores.ts';

it('the figures beside the embedded model belong to cards and measures that exist, in the measure’s range', () => {
  const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
  const rows = parseModelScores(read('models/playground/scores.json'));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const card = parseCard(row.card, read(`public/benchmarks/cards/${row.card}.json`));
    const metric = card.ok ? card.value.metrics.find((m) => m.id === row.metric) : undefined;
    expect(metric, `${row.card} ${row.metric}`).toBeDefined();
    expect(row.value).toBeGreaterThan(0);
    expect(row.value).toBeLessThanOrEqual(metric?.unit === 'percent' ? 100 : 1);
    expect(row.weights).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(() => parseModelScores({ schema: 1, scores: [{ card: 'x' }] })).toThrow();
});
