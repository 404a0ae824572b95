/**
 * `npm test`: everything, cheap things first. Stops at the first step that fails and says which.
 * Steps can be named to run only those: `npm test -- lint unit`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Counts, playwrightCounts, pytestCounts, vitestCounts } from './test/counts.ts';
import { ensureBrowser } from './test/ensure-browser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
delete process.env.SEGMENT_SHARED; // reference material outside the repository is for `npm run test:long`
mkdirSync('.tmp', { recursive: true });

interface Step {
  readonly name: string;
  readonly words: string;
  readonly command: readonly string[];
  readonly counts?: () => Counts;
}

const VITEST_NODE = '.tmp/vitest-node.json';
const VITEST_BROWSER = '.tmp/vitest-browser.json';
const vitest = (project: string, out: string): string[] => [
  'npx',
  'vitest',
  'run',
  '--project',
  project,
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${out}`,
];

const STEPS: readonly Step[] = [
  { name: 'lint', words: 'format and lint', command: ['npx', 'biome', 'ci', '.'] },
  { name: 'types', words: 'types, layer by layer', command: ['npx', 'tsc', '-b'] },
  { name: 'dead', words: 'unused files, exports and dependencies', command: ['npx', 'knip'] },
  {
    name: 'unit',
    words: 'unit tests in Node',
    command: vitest('node', VITEST_NODE),
    counts: () => vitestCounts(VITEST_NODE),
  },
  {
    name: 'packages',
    words: 'licences, install scripts, known vulnerabilities',
    command: ['npx', 'tsx', 'scripts/dependencies.ts'],
  },
  { name: 'build', words: 'production build', command: ['npm', 'run', 'build'] },
  { name: 'size', words: 'size budgets', command: ['npx', 'size-limit'] },
  {
    name: 'browser',
    words: 'unit tests in a real browser',
    command: vitest('browser', VITEST_BROWSER),
    counts: () => vitestCounts(VITEST_BROWSER),
  },
  {
    name: 'e2e',
    words: 'the built app, end to end',
    command: ['npx', 'playwright', 'test'],
    counts: () => playwrightCounts('.tmp/e2e.json'),
  },
];

/** A Python that has PyTorch and pytest, or undefined. */
function findTorch(): string | undefined {
  return ['python3', '/usr/bin/python3', 'python'].find(
    (python) => spawnSync(python, ['-c', 'import torch, pytest, numpy'], { stdio: 'ignore' }).status === 0,
  );
}

function runTraining(): Counts | undefined {
  const python = findTorch();
  if (!python) {
    console.info(
      '\n— training tests: not run, since no Python with PyTorch and pytest is on this machine (see models/training/README.md)',
    );
    return undefined;
  }
  console.info('\n— training tests (pytest)');
  const done = spawnSync(python, ['-m', 'pytest', '-q', 'models/training'], { encoding: 'utf8' });
  console.info(done.stdout, done.stderr);
  return {
    ...pytestCounts(done.stdout),
    ...(done.status === 0 ? {} : { failed: Math.max(1, pytestCounts(done.stdout).failed) }),
  };
}

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

if (isWanted('browser') || isWanted('e2e')) {
  const browser = ensureBrowser();
  if (!browser) {
    console.error(
      'No browser to test in: install Chrome or Chromium (Debian: apt-get install chromium) and run again.',
    );
    process.exit(1);
  }
  console.info(`Testing in ${browser}`);
}

const all: Counts[] = [];
for (const step of STEPS) {
  if (!isWanted(step.name)) continue;
  console.info(`\n— ${step.words}`);
  if (step.counts)
    for (const file of [VITEST_NODE, VITEST_BROWSER, '.tmp/e2e.json'])
      if (file.includes(step.name) && existsSync(file)) rmSync(file);
  const started = Date.now();
  const [command = '', ...args] = step.command;
  const done = spawnSync(command, args, { stdio: 'inherit' });
  if (step.counts) all.push(step.counts());
  console.info(
    `— ${step.words}: ${done.status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(0)} s`,
  );
  if (done.status !== 0) {
    console.error(`\nStopped: ${step.words} failed. Run only this step with: npm test -- ${step.name}`);
    process.exit(1);
  }
}
if (isWanted('training')) {
  const counts = runTraining();
  if (counts) all.push(counts);
}
const sum = (pick: (c: Counts) => number): number => all.reduce((total, counts) => total + pick(counts), 0);
const failed = sum((c) => c.failed);
console.info(`\n${sum((c) => c.passed)} passed, ${failed} failed, ${sum((c) => c.skipped)} skipped`);
process.exit(failed > 0 ? 1 : 0);
