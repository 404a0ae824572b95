/** Files of truth and predictions: the figures of `npm run evaluate` beside those of the official programs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { type Case, type Outcome, refused, right, type Section, wrong } from './verdict.ts';

async function walk(_: unknown, one: Case, folder: string): Promise<Outcome> {
  const [command = '', ...options] = String(one.command).split(' ');
  const inside = (word: string): string => join(folder, one.file, word);
  const args = options.map((word) => (!word.startsWith('--') && existsSync(inside(word)) ? inside(word) : word));
  const { code, out, err } = await runCommand([command, ...args, '--json']);
  const expected = one.stats as Readonly<Record<string, number>> | undefined;
  if (code !== 0 && code !== 1) return one.refused === undefined ? wrong(err) : refused(err);
  if (!expected) return wrong(`evaluated: ${out.slice(0, 200)}`);
  const found = (JSON.parse(out) as { stats: Readonly<Record<string, number>> }).stats;
  const off = Object.entries(expected).filter(
    ([name, value]) => !(Math.abs((found[name] ?? Number.NaN) - value) <= Number(one.tolerance)),
  );
  if (off.length > 0) return wrong(off.map(([name, value]) => `${name} ${found[name]}, not ${value}`).join('; '));
  return right(`${one.command}: ${Object.keys(expected).length} figures; ${err}`);
}

export const metrics: Section = { id: 'metrics', start: async () => undefined, walk };
