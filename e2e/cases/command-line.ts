/** Annotation files by `npm run evaluate -- convert`: the same answers as the page gives. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sameObjects, words } from './annotations.ts';
import { runCommand } from './run-command.ts';
import { asked, type Case, type Outcome, refused, right, type Section, skipped, wrong } from './verdict.ts';

/** Fault in what a case says of the way out again, with the dialogue's own outline tolerance; null when it is met. */
async function roundTripFault(args: readonly string[], one: Case): Promise<string | null> {
  const wanted = one.roundtrip as { labelme?: readonly string[]; yolo?: number } | undefined;
  if (!wanted?.labelme && wanted?.yolo === undefined) return null;
  const out = mkdtempSync(join(tmpdir(), 'convert-'));
  try {
    const written = async (format: string, ending: RegExp): Promise<string> => {
      await runCommand(['convert', ...args, '--to', format, '--out', out]);
      const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => ending.test(path));
      return files.map((path) => readFileSync(join(out, path), 'utf8')).join('\n');
    };
    const labelme = await written('labelme', /\.json$/);
    const missing = (wanted.labelme ?? []).filter((label) => !labelme.includes(JSON.stringify(label)));
    if (missing.length > 0) return `LabelMe lost ${missing.join(', ')}`;
    const lines = (await written('yolo', /labels.*\.txt$/)).split('\n').filter((line) => /^\d+ /.test(line));
    const classes = new Set(lines.map((line) => line.split(' ')[0])).size;
    return wanted.yolo !== undefined && classes !== wanted.yolo ? `YOLO names ${classes} of ${wanted.yolo}` : null;
  } finally {
    rmSync(out, { recursive: true });
  }
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
  let run = await runCommand(['convert', ...args]);
  if (run.err.includes('Choose with --reading')) {
    if (one.objects === undefined || one.ambiguous === true) return asked(run.err);
    run = await runCommand(['convert', ...args, '--reading', '1']);
  }
  const found = objectsIn(run.out);
  const said = run.err;
  if (one.refused !== undefined || found.length === 0) {
    const silent = said === '' || found.length > 0 || one.objects !== undefined;
    return silent ? wrong(`${words(found)}; said: ${said}`) : refused(said);
  }
  const total = found.reduce((sum, { area }) => sum + area, 0);
  if (typeof one.area === 'number' && total !== one.area) return wrong(`${total} px, not ${one.area}`);
  const expected = one.objects as readonly unknown[] | undefined;
  if (expected && !sameObjects(found, expected, Number(one.tolerance ?? 0))) return wrong(`${words(found)}; ${said}`);
  const fault = await roundTripFault(args, one);
  return fault === null ? right(said) : wrong(fault);
}

export const commandLine: Section = { id: 'annotations', start: async () => undefined, walk };
