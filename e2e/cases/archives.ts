/** Archives as every place of the app opens them: listed, and their files read. */
import { openAsBlob } from 'node:fs';
import { basename, join } from 'node:path';
import { openArchive } from '../../src/codecs/archive/open-archive.ts';
import { type Case, type Outcome, refused, right, type Section, skipped, wrong } from './verdict.ts';

async function walk(_: unknown, one: Case, folder: string): Promise<Outcome> {
  if (one.file.endsWith('.py')) return skipped('a script: what it makes has unit tests of its own');
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
