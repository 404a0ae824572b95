/** Annotation files by `npm run evaluate -- convert`: the same answers as the page gives. */
import { join } from 'node:path';
import { convertCommand } from '../../src/cli/convert.ts';
import { sameObjects, words } from './annotations.ts';
import { asked, type Case, type Outcome, refused, right, type Section, skipped, wrong } from './verdict.ts';

interface Run {
  readonly out: string;
  readonly err: string;
}

async function convert(args: readonly string[]): Promise<Run> {
  const said = { out: '', err: '' };
  const io = {
    out: (text: string): void => {
      said.out += text;
    },
    err: (text: string): void => {
      said.err += text;
    },
  };
  await convertCommand.run(args, io).catch((error: unknown) => {
    said.err += error instanceof Error ? error.message : String(error);
  });
  return said;
}

/** The lines `label: 400 px in [10, 10, 30, 30]`. */
function objectsIn(out: string): { label: string; area: number; box: readonly number[]; crowd: number }[] {
  return [...out.matchAll(/^(.*): (\d+) px in \[([^\]]*)\]$/gm)].map(([, label = '', area, box = '']) => ({
    label,
    area: Number(area),
    box: box.split(',').map(Number),
    crowd: 0,
  }));
}

async function walk(_: unknown, one: Case, folder: string): Promise<Outcome> {
  if (one.steps === true) return skipped('steps in the page');
  const { name, width, height } = one.picture as { name: string; width: number; height: number };
  const args = [join(folder, one.file), '--picture', name, '--size', `${width}x${height}`];
  let run = await convert(args);
  if (run.err.includes('Choose with --reading')) {
    if (one.objects === undefined || one.ambiguous === true) return asked(run.err.replace(/\s+/g, ' '));
    run = await convert([...args, '--reading', '1']);
  }
  const found = objectsIn(run.out);
  const said = run.err.replace(/\s+/g, ' ').trim();
  if (one.refused !== undefined || found.length === 0) {
    const silent = said === '' || found.length > 0 || one.objects !== undefined;
    return silent ? wrong(`${words(found)}; said: ${said}`) : refused(said);
  }
  const total = found.reduce((sum, { area }) => sum + area, 0);
  if (typeof one.area === 'number' && total !== one.area) return wrong(`${total} px, not ${one.area}`);
  const expected = one.objects as readonly unknown[] | undefined;
  if (expected && !sameObjects(found, expected, Number(one.tolerance ?? 0))) return wrong(`${words(found)}; ${said}`);
  return right(said);
}

export const commandLine: Section = { id: 'annotations', start: async () => undefined, walk };
