/** Printing the outcome of an evaluation as a table or as one JSON object. */
import { writeFileSync } from 'node:fs';
import { type DataProblem, problemSentence } from '../core/coco/data-problem.ts';
import { ALL_SPLITS } from '../core/datasets/splits.ts';
import { figure, isDefined, type MetricFigures } from '../core/metrics/metric-figures.ts';
import { exitCodes, type Io } from './command.ts';

/** What an evaluation found, and what was wrong on the way. */
export interface Outcome extends MetricFigures {
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
  readonly part?: TakingPart;
  /** The accumulator, for `--state`. */
  readonly state: { toJSON(): unknown };
}

/** Which pictures the figures are about. */
export interface TakingPart {
  /** Empty where the data name no splits. */
  readonly split: string;
  readonly scored: number;
  /** Pictures that should have been scored. */
  readonly asked: number;
  /** Pictures of other splits. */
  readonly others: number;
  /** Why the figures must not stand beside published ones. */
  readonly fault: string | null;
}

/** Problems met on the way to the figures. */
export interface Trouble {
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
  readonly part?: TakingPart;
}

function partWords({ split, scored, asked, others, fault }: TakingPart): string {
  const name = split === '' ? 'no split is named' : split === ALL_SPLITS ? 'all splits' : `split ${split}`;
  const rest = others > 0 ? `, ${others} of other splits were not asked for` : '';
  const warning = fault === null ? '' : `\nnot comparable with published figures: ${fault}`;
  return `${name}: ${scored} of ${asked} pictures took part${rest}${warning}`;
}

/** The figures of an accumulator as they are reported. */
export function outcomeOf<M extends { toJSON(): unknown }>(
  figures: (metric: M) => MetricFigures,
  metric: M,
  trouble: Trouble,
): Outcome {
  const { problems, problemCount, part } = trouble;
  return { ...figures(metric), problems, problemCount, state: metric, ...(part ? { part } : {}) };
}

/** Details that are undefined are -1 too: JSON has no NaN. */
const finite = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? -1 : value;

/** Writes the outcome; the number is the exit code. */
export function report(
  outcome: Outcome,
  options: { json?: boolean | undefined; state?: string | undefined },
  io: Io,
): number {
  const { metric, details, pictures, problems, problemCount, part } = outcome;
  const stats = Object.fromEntries(Object.entries(outcome.stats).map(([name, value]) => [name, figure(value)]));
  for (const problem of problems.slice(0, 20)) io.err(`${problemSentence(problem)}\n`);
  if (problemCount > 20) io.err(`${problemCount - Math.min(20, problems.length)} further problems are not shown\n`);
  if (options.state !== undefined) writeFileSync(options.state, JSON.stringify(outcome.state));
  if (options.json) {
    const sentences = problems.map(problemSentence);
    io.out(
      `${JSON.stringify({ metric, stats, pictures, part, ...details, problemCount, problems: sentences }, finite)}\n`,
    );
  } else {
    const width = Math.max(...Object.keys(stats).map((name) => name.length), 8);
    io.out(`${metric}, ${pictures} ${outcome.unit ?? 'pictures'}\n`);
    if (part) io.out(`${partWords(part)}\n`);
    for (const [name, value] of Object.entries(stats))
      io.out(`${name.padEnd(width)}  ${isDefined(value) ? value.toFixed(4) : 'undefined'}\n`);
  }
  if (pictures === 0) {
    io.err('nothing could be evaluated\n');
    return exitCodes.failed;
  }
  return problemCount > 0 ? exitCodes.leftOut : exitCodes.ok;
}

/** A line of progress on standard error that overwrites itself, at most five times a second, silent where it is no terminal. */
export function progress(io: Io, total: number): (done: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  const start = Date.now();
  let last = 0;
  return (done) => {
    const now = Date.now();
    if (now - last < 200 && done < total) return;
    last = now;
    const left = done > 0 ? Math.round(((now - start) / done / 1000) * (total - done)) : 0;
    io.err(`\r${done} of ${total}, ${left} s left   ${done === total ? '\n' : ''}`);
  };
}
