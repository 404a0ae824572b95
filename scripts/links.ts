/**
 * `npx tsx scripts/links.ts [--write FILE]`: asks for every address that the benchmark cards name and prints a report.
 * Exit codes: 0 all can be reached, 1 some are broken or do not answer, 3 none answered (no network): then no report is written.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkLinks, linkReport, linksIn } from './links/check-links.ts';

const { values } = parseArgs({ options: { write: { type: 'string' } } });
const links = await linksIn(fileURLToPath(new URL('../public/benchmarks/cards', import.meta.url)));
const checked = await checkLinks(links, fetch);
if (checked.every(({ state }) => state === 'unreachable')) {
  console.error(
    `none of ${checked.length} addresses answered (${checked[0]?.detail}): no network? No report is written.`,
  );
  process.exitCode = 3;
} else {
  const report = linkReport(checked, new Date().toISOString().slice(0, 10));
  if (values.write === undefined) console.info(report);
  else await writeFile(values.write, report);
  process.exitCode = checked.some(({ state }) => state === 'broken' || state === 'unreachable') ? 1 : 0;
}
