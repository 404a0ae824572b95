/** Feeds damaged files to one reader and watches time, memory and the kind of its errors. */
import './allocations.ts'; // before everything that makes arrays
import { seededRandom } from '../src/core/metrics/seeded-random.ts';
import { allocatedBytes, resetAllocations } from './allocations.ts';

/** A reader under test. */
export interface Target {
  readonly name: string;
  /** Where the reader is. */
  readonly reader: string;
  /** Makes the n-th damaged input. */
  readonly input: (random: () => number) => unknown;
  /** Reads it; may return a promise. */
  readonly read: (input: unknown) => unknown;
  /** Whether a thrown value is of the reader's own kind. */
  readonly typed: (thrown: unknown) => boolean;
}

export interface Finding {
  readonly kind: 'untyped error' | 'slow' | 'memory';
  readonly seed: number;
  readonly detail: string;
}

export interface Report {
  readonly target: string;
  readonly reader: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** Most bytes of typed arrays that reading one input made, in all. */
  readonly mostBytes: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
}

export const LIMIT_BYTES = 256 * 2 ** 20;
/** More processor time than this on one small input counts as a hang. Processor time, so that a busy machine accuses nobody. */
const LIMIT_MS = 2_000;
const MOST_FINDINGS = 20;

function sentence(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}`.slice(0, 200) : String(thrown).slice(0, 200);
}

/** Reads one input; what happened, or what is wrong with what happened. */
async function readOne(
  target: Target,
  seed: number,
): Promise<{ readonly accepted: boolean; readonly ms: number; readonly bytes: number; readonly found: Finding[] }> {
  const input = target.input(seededRandom(seed));
  const found: Finding[] = [];
  let accepted = true;
  resetAllocations();
  const start = process.cpuUsage();
  try {
    await target.read(input);
  } catch (thrown) {
    accepted = false;
    if (!target.typed(thrown)) found.push({ kind: 'untyped error', seed, detail: sentence(thrown) });
  }
  const used = process.cpuUsage(start);
  const ms = (used.user + used.system) / 1000;
  const bytes = allocatedBytes();
  if (ms > LIMIT_MS) found.push({ kind: 'slow', seed, detail: `${Math.round(ms)} ms` });
  if (bytes > LIMIT_BYTES) found.push({ kind: 'memory', seed, detail: `${Math.round(bytes / 2 ** 20)} MiB` });
  return { accepted, ms, bytes, found };
}

/** @param first number of the first input; input n of a target is the same in every run */
export async function fuzz(target: Target, inputs: number, first = 0): Promise<Report> {
  const findings: Finding[] = [];
  let [accepted, slowestMs, mostBytes] = [0, 0, 0];
  const start = performance.now();
  for (let i = 0; i < inputs; i++) {
    const one = await readOne(target, first + i);
    if (one.accepted) accepted++;
    slowestMs = Math.max(slowestMs, one.ms);
    mostBytes = Math.max(mostBytes, one.bytes);
    if (findings.length < MOST_FINDINGS) findings.push(...one.found);
  }
  return {
    target: target.name,
    reader: target.reader,
    inputs,
    accepted,
    refused: inputs - accepted,
    slowestMs,
    mostBytes,
    seconds: (performance.now() - start) / 1000,
    findings,
  };
}
