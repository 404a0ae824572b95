/** Archives as every place of the app opens them: listed, and their files read. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, openAsBlob, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openArchive } from '../../src/codecs/archive/open-archive.ts';
import { runCommand } from './run-command.ts';
import { type Case, type Outcome, refused, right, type Section, skipped, wrong } from './verdict.ts';

/** Runs a script of the folder, which needs Python, and gives what its file is judged as. */
async function made(
  script: string,
  args: readonly string[],
  judge: (file: string, folder: string) => Promise<Outcome>,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'made-'));
  const file = join(folder, 'made');
  try {
    const { status } = spawnSync('python3', [script, ...args, file]);
    return status === 0 ? await judge(file, folder) : skipped('its script needs Python 3');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Archives of so many entries that their count needs more than 16 bits: read, and written so that they read back. */
async function manyEntries(one: Case, script: string): Promise<Outcome> {
  for (const count of [65_535, Number(one.count)]) {
    const outcome = await made(script, [`${count}`], async (file) => {
      const { files, read } = await openArchive(await openAsBlob(file), 'many.zip');
      const last = await read(files.at(-1)?.path ?? '');
      return files.length === count && last.length === 1 ? right() : wrong(`${files.length} of ${count} entries`);
    });
    if (outcome.verdict !== 'right') return outcome;
  }
  return right(`65535 and ${one.count} entries`);
}

/** A PNG of few pixels and very many bytes, as the mask of a dataset's picture. */
const bomb = (script: string, root: string): Promise<Outcome> =>
  made(script, ['400'], async (file, folder) => {
    cpSync(join(root, 'datasets', 'folder-plain'), folder, { recursive: true });
    const [mask = ''] = readdirSync(join(folder, 'masks'));
    renameSync(file, join(folder, 'masks', mask));
    const { out, err } = await runCommand(['dataset', '--data', folder, '--check']);
    return err.includes(mask) ? refused(err) : wrong(out);
  });

async function walk(_: unknown, one: Case, folder: string): Promise<Outcome> {
  if (one.file.endsWith('make-many-entries.py')) return manyEntries(one, join(folder, one.file));
  if (one.file.endsWith('make-bomb.py')) return bomb(join(folder, one.file), folder);
  const began = performance.now();
  const sizes: string[] = [];
  let said = '';
  try {
    const archive = await openArchive(await openAsBlob(join(folder, one.file)), basename(one.file));
    for (const { path } of archive.files) sizes.push(`${path} (${(await archive.read(path)).length} bytes)`);
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
  }
  const ms = performance.now() - began;
  if (ms > 5000) return wrong(`took ${Math.round(ms)} ms`);
  const opens = /^\d+ files?|^one file/.test(one.right);
  if (!opens) return said === '' ? wrong(`opened: ${sizes.join(', ')}`) : refused(said);
  if (said !== '') return wrong(said);
  const [, count] = /^(\d+) files?/.exec(one.right) ?? [];
  const wanted = count === undefined ? 1 : Number(count);
  const stated = [...one.right.matchAll(/(\S+\.json) (?:\(|has )(\d+) bytes/g)];
  const missing = stated.filter(([, path, bytes]) => !sizes.includes(`${path} (${bytes} bytes)`));
  if (sizes.length !== wanted || missing.length > 0) return wrong(sizes.join(', '));
  if (count === undefined && !sizes[0]?.startsWith(`${'x/'.repeat(80)}long.json`)) return wrong(sizes.join(', '));
  return right(sizes.join(', ').slice(0, 120));
}

export const archives: Section = { id: 'archives', start: async () => undefined, walk };
