/** The figures of a run, computed from its record alone. */
import type { RunObject, RunRecord } from '../../../contract/benchmark.ts';
import type { LabFigures } from '../../../contract/dataset-lab.ts';
import { clusterInterval, type Interval } from '../../../core/metrics/bootstrap.ts';
import { type ClickFigures, Clicks } from '../../../core/metrics/clicks.ts';
import { isDefined } from '../../../core/metrics/metric-figures.ts';
import { TRUTH_WORDS } from '../../../state/benchmark/protocol-words.ts';
import { partOfRun, partWords } from './part-words.ts';

export interface RunFigures {
  readonly last: Interval | null;
  readonly clicks: ClickFigures;
  /** Objects by final IoU in ten equal bins. */
  readonly histogram: readonly number[];
  readonly worst: readonly RunObject[];
  readonly perPicture: readonly { readonly picture: string; readonly objects: number; readonly iou: number }[];
}

export function finalIou(object: RunObject): number {
  return object.ious.at(-1) ?? 0;
}

function byPicture(record: RunRecord): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const object of record.objects)
    groups.set(object.picture, [...(groups.get(object.picture) ?? []), finalIou(object)]);
  return groups;
}

export function runFigures(record: RunRecord): RunFigures {
  const clicks = new Clicks(Math.max(1, record.protocol.clicks));
  for (const [i, o] of record.objects.entries()) clicks.add({ name: `${o.picture}/${o.name}/${i}`, ious: o.ious });
  const histogram = new Array<number>(10).fill(0);
  for (const object of record.objects) {
    const bin = Math.min(9, Math.floor(finalIou(object) * 10));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const groups = byPicture(record);
  return {
    last: clusterInterval([...groups.values()], record.seed),
    clicks: clicks.result(),
    histogram,
    worst: [...record.objects].sort((a, b) => finalIou(a) - finalIou(b)).slice(0, 8),
    perPicture: [...groups].map(([picture, ious]) => ({
      picture,
      objects: ious.length,
      iou: ious.reduce((a, b) => a + b, 0) / ious.length,
    })),
  };
}

/** Every figure and class, one a row, unrounded. */
export function figuresToCsv(figures: LabFigures): string {
  const rows = [
    ...Object.entries(figures.figures).map(([name, value]) => ['figure', name, value] as const),
    ...figures.classes.map(({ name, value }) => ['class', name, value] as const),
  ];
  const lines = rows.map(([kind, name, value]) => `${kind},${safe(name)},${isDefined(value) ? value : ''}`);
  return `kind,name,value\r\n${lines.join('\r\n')}\r\n`;
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
/** A text that a spreadsheet would run as a formula gets an apostrophe. */
const safe = (text: string): string => quote(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** One row an object, RFC 4180. Texts that a spreadsheet would run as a formula get an apostrophe. */
export function runToCsv(record: RunRecord): string {
  if (record.pictures.length > 0) {
    const figure = record.pictures[0]?.figure ?? '';
    const rows = record.pictures.map((p) => `${safe(p.picture)},${p.value}`);
    return `picture,${quote(figure)}\r\n${rows.join('\r\n')}\r\n`;
  }
  const most = record.objects.reduce((n, o) => Math.max(n, o.ious.length), 1);
  const head = [
    'picture',
    'object',
    'share_of_picture',
    'predicted_iou',
    ...Array.from({ length: most }, (_, i) => `iou_${i + 1}`),
  ];
  const rows = record.objects.map((o) =>
    [
      safe(o.picture),
      safe(o.name),
      o.share,
      o.score ?? '',
      ...Array.from({ length: most }, (_, i) => o.ious[i] ?? ''),
    ].join(','),
  );
  return `${[head.join(','), ...rows].join('\r\n')}\r\n`;
}

/** A table for a paper or a README, with everything a reader must know to compare. */
export function runToMarkdown(record: RunRecord): string {
  const f = runFigures(record);
  const percent = (x: number | null | undefined): string =>
    x === null || x === undefined ? '–' : (x * 100).toFixed(1);
  const rows: (readonly [string, string])[] = [];
  if (record.objects.length > 0) {
    rows.push([
      'mIoU, final answer',
      `${percent(f.last?.mean)} (95 % interval ${percent(f.last?.low)} to ${percent(f.last?.high)})`,
    ]);
  }
  for (const [i, [name, value]] of Object.entries(record.figures).entries()) {
    const { interval } = record;
    const sure = i === 0 && interval ? ` (95 % interval ${percent(interval.low)} to ${percent(interval.high)})` : '';
    if (value >= 0) rows.push([name, `${percent(value)}${sure}`]);
  }
  if (record.protocol.id === 'clicks') {
    for (const [k, iou] of f.clicks.miouAt.entries()) rows.push([`mIoU@${k + 1}`, percent(iou)]);
    rows.push(['NoC@85', f.clicks.noc85?.toFixed(2) ?? '–'], ['NoC@90', f.clicks.noc90?.toFixed(2) ?? '–']);
  }
  for (const [name, value] of Object.entries(record.ap ?? {})) if (value >= 0) rows.push([name, percent(value)]);
  return [
    '| figure | value |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    `${record.model.name} (${record.model.backend}, ${record.model.precision}), ${record.dataset.name}: ${record.objects.length > 0 ? `${record.dataset.objects} objects in ` : ''}${record.dataset.pictures} pictures, ${TRUTH_WORDS[record.protocol.id]}.`,
    partWords(partOfRun(record)),
    record.protocol.words,
    record.dataset.words,
    `Weights (SHA-256): ${Object.entries(record.model.weights)
      .map(([role, sha]) => `${role} ${sha}`)
      .join(', ')}.`,
    `Seed ${record.seed}; ${record.device}; ${record.startedAt.slice(0, 10)}${record.finishedAt === null ? '; stopped before the end' : ''}.`,
    '',
  ].join('\n');
}
