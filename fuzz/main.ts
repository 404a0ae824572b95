/**
 * The long form, `npm run fuzz`: every reader in a process of its own with 256 MiB of heap, watched for silence.
 * Options: `--inputs 100000`, `--only "COCO import"`, `--out report.json`. Prints one line a reader and leaves a JSON report.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzz, type Report } from './run.ts';
import { TARGETS } from './targets.ts';

/** Inputs between two signs of life. */
const STEP = 500;
const SILENCE_MS = 180_000;

interface Progress {
  readonly report: Report;
  /** Most memory the process ever had, bytes. */
  readonly peakBytes: number;
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    only: { type: 'string' },
    child: { type: 'string' },
    out: { type: 'string', default: '.tmp/fuzz.json' },
  },
});
const inputs = Number(values.inputs);

function added(a: Report | null, b: Report): Report {
  if (!a) return b;
  return {
    ...b,
    inputs: a.inputs + b.inputs,
    accepted: a.accepted + b.accepted,
    refused: a.refused + b.refused,
    slowestMs: Math.max(a.slowestMs, b.slowestMs),
    mostBytes: Math.max(a.mostBytes, b.mostBytes),
    seconds: a.seconds + b.seconds,
    findings: [...a.findings, ...b.findings].slice(0, 20),
  };
}

/** In the child: fuzzes one reader and reports after every step. */
async function runChild(name: string): Promise<void> {
  const target = TARGETS.find((t) => t.name === name);
  if (!target) throw new Error(`no reader is called ${name}`);
  let report: Report | null = null;
  for (let first = 0; first < inputs; first += STEP) {
    report = added(report, await fuzz(target, Math.min(STEP, inputs - first), first));
    process.send?.({ report, peakBytes: process.resourceUsage().maxRSS * 1024 } satisfies Progress);
  }
  process.disconnect?.();
}

/** In the parent: the last report of a reader, with the end of its process among the findings when it was no good end. */
function watchChild(name: string): Promise<Progress> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['--child', name, '--inputs', String(inputs)], {
    execArgv: ['--import', 'tsx', '--max-old-space-size=256'],
  });
  const none: Report = {
    target: name,
    reader: '',
    inputs: 0,
    accepted: 0,
    refused: 0,
    slowestMs: 0,
    mostBytes: 0,
    seconds: 0,
    findings: [],
  };
  let last: Progress = { report: none, peakBytes: 0 };
  const spoil = (detail: string): void => {
    const finding = { kind: 'slow', seed: last.report.inputs, detail } as const;
    last = { ...last, report: { ...last.report, findings: [...last.report.findings, finding] } };
  };
  return new Promise((resolve) => {
    const alive = (): ReturnType<typeof setTimeout> =>
      setTimeout(() => {
        spoil(`no sign of life for ${SILENCE_MS / 1000} s: a hang`);
        child.kill('SIGKILL');
      }, SILENCE_MS);
    let timer = alive();
    child.on('message', (progress: Progress) => {
      last = progress;
      clearTimeout(timer);
      timer = alive();
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== 'SIGKILL') spoil(`the process ended with ${code ?? signal}: out of memory`);
      resolve(last);
    });
  });
}

function line({ report: r, peakBytes }: Progress): string {
  const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  return `| ${r.target} | ${r.inputs.toLocaleString('en')} | ${r.accepted.toLocaleString('en')} | ${r.refused.toLocaleString('en')} | ${r.slowestMs.toFixed(0)} ms | ${mib(r.mostBytes)} | ${mib(peakBytes)} | ${r.findings.length} |`;
}

if (values.child) await runChild(values.child);
else {
  const done: Progress[] = [];
  mkdirSync('.tmp', { recursive: true });
  console.info('| reader | inputs | read | refused | slowest | most arrays for one input | process peak | findings |');
  console.info('|---|---:|---:|---:|---:|---:|---:|---:|');
  for (const target of TARGETS) {
    if (values.only && target.name !== values.only) continue;
    const one = await watchChild(target.name);
    done.push(one);
    console.info(line(one));
    for (const f of one.report.findings) console.info(`  - ${f.kind}, input ${f.seed}: ${f.detail}`);
    writeFileSync(values.out, JSON.stringify(done, null, 1));
  }
  process.exitCode = done.some((d) => d.report.findings.length > 0) ? 1 : 0;
}
