/**
 * The program behind `npm run bench`: metrics in Node, then the screen in a real browser.
 * Names run only those: `npm run bench -- everything objects`. Options: `--json FILE` writes every sample, `--previous REF` says
 * which commit or tag the app is compared with (the last tag where nothing is said).
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/build/ensure-built.ts';
import { benchApp } from './app.ts';
import { benchEdges } from './edges.ts';
import { benchEverything } from './everything/everything.ts';
import { benchHover } from './hover.ts';
import { benchMetrics } from './metrics/metrics.ts';
import { benchObjects } from './objects.ts';
import { benchRivals } from './rivals/compare.ts';
import { rowsOf, type Sample, summarise } from './table.ts';
import { benchViews } from './views.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, previous: { type: 'string' } },
});

const PARTS: Readonly<Record<string, () => readonly Sample[] | Promise<readonly Sample[]>>> = {
  metrics: benchMetrics,
  edges: benchEdges,
  hover: benchHover,
  everything: benchEverything,
  objects: benchObjects,
  views: benchViews,
  app: () => benchApp(values.previous),
  rivals: () =>
    benchRivals({
      turns: Number(process.env.RIVALS_TURNS ?? 8),
      mostMegapixels: Number(process.env.RIVALS_MEGAPIXELS ?? 48),
    }),
};

const unknown = positionals.filter((name) => !(name in PARTS));
if (unknown.length > 0)
  throw new Error(`no part is called ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);

/** Parts that run in Node alone. */
const IN_NODE: ReadonlySet<string> = new Set(['metrics', 'edges']);
if (positionals.length === 0 || positionals.some((name) => !IN_NODE.has(name))) await ensureBuilt();
const results: Record<string, readonly Sample[]> = {};
for (const [name, run] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const samples = await run();
  results[name] = samples;
  console.info(`\n## ${name}\n`);
  summarise(samples);
}
if (values.json !== undefined) {
  const parts = Object.entries(results).map(([name, samples]) => ({ name, rows: rowsOf(samples), samples }));
  const machine = { processors: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version };
  writeFileSync(values.json, `${JSON.stringify({ date: new Date().toISOString(), machine, parts }, null, 1)}\n`);
}
