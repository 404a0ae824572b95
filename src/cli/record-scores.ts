/** Writes measured figures into a model's `scores.json`, from which the cards take them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ModelManifest } from '../contract/manifest.ts';
import { type ModelScoreRow, parseModelScores } from '../contract/model-scores.ts';

const round = (value: number | undefined): number => Math.round((value ?? 0) * 10_000) / 10_000;

/** Replaces the row of the same card and measure. */
function put(file: string, row: ModelScoreRow): void {
  const before = existsSync(file) ? parseModelScores(JSON.parse(readFileSync(file, 'utf8'))) : [];
  const scores = [...before.filter((r) => r.card !== row.card || r.metric !== row.metric), row];
  writeFileSync(file, `${JSON.stringify({ schema: 1, scores }, null, 2)}\n`);
}

/** The boundary figures of a model's own `edges` output on a whole split of BSDS500. */
export function recordBoundaries(
  file: string,
  manifest: ModelManifest,
  split: string,
  stats: Readonly<Record<string, number>>,
  pictures: number,
): void {
  const [first] = Object.values(manifest.files);
  put(file, {
    card: 'bsds500',
    metric: 'ods',
    method: manifest.name,
    value: round(stats.ODS),
    also: ['OIS', 'AP', 'R50'].map((label) => ({ label, value: round(stats[label]) })),
    split: `${split} (${pictures})`,
    protocol: `The model’s own edges output at ${manifest.transform.size} px, thinned across the edge; 99 thresholds, official thinning and one-to-one matching.`,
    weights: (manifest.files.encoder ?? first)?.sha256 ?? 'not recorded',
    device: 'Node, WASM',
    date: new Date().toISOString().slice(0, 10),
    command: `npm run evaluate -- bsds --model ${manifest.id} --data BSDS500/data --record ${file}`,
  });
}
