/**
 * What the packages of the lock file bring with them: licences (judged by `licences.test.ts`), install scripts, checksums, and known vulnerabilities where the
 * registry answers. `tsx scripts/dependencies.ts` prints it and fails on what is not allowed; `npm test` runs it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { shippedPackages } from './licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages whose install scripts were read and are let be. */
const KNOWN_SCRIPTS: Readonly<Record<string, string>> = {
  esbuild: 'checks that the program for this platform was installed',
  protobufjs: "warns when the dependent's version range is too wide",
};

export interface LockEntry {
  readonly name: string;
  readonly integrity: string | undefined;
  readonly installs: boolean;
}

/** The packages of a lock file, the project itself left out. */
export function lockEntries(lock: unknown): readonly LockEntry[] {
  const packages = typeof lock === 'object' && lock !== null && 'packages' in lock ? lock.packages : null;
  if (typeof packages !== 'object' || packages === null) throw new Error('the lock file lists no packages');
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]: [string, unknown]) => {
      const of = (key: string): unknown =>
        typeof entry === 'object' && entry !== null ? Reflect.get(entry, key) : null;
      const integrity = of('integrity');
      return {
        name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
        integrity: typeof integrity === 'string' ? integrity : undefined,
        installs: of('hasInstallScript') === true,
      };
    });
}

/** What is wrong with a lock file without asking anybody: missing checksums, install scripts that nobody has read. */
export function problemsOf(
  entries: readonly LockEntry[],
  known: Readonly<Record<string, string>> = KNOWN_SCRIPTS,
): readonly string[] {
  return entries.flatMap(({ name, integrity, installs }) => [
    ...(integrity?.startsWith('sha512-') ? [] : [`${name} has no SHA-512 checksum in the lock file`]),
    ...(installs && !(name in known) ? [`${name} runs a script when it is installed; read it and list it here`] : []),
  ]);
}

/** One line on known vulnerabilities, and whether it is a failure. */
function audit(): { readonly words: string; readonly bad: boolean } {
  const run = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], { cwd: root, encoding: 'utf8', timeout: 60_000 });
  try {
    const report: unknown = JSON.parse(run.stdout);
    const metadata = typeof report === 'object' && report !== null ? Reflect.get(report, 'metadata') : null;
    const counts = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'vulnerabilities') : null;
    if (typeof counts === 'object' && counts !== null) {
      const total = Number(Reflect.get(counts, 'total'));
      const grave = Number(Reflect.get(counts, 'high')) + Number(Reflect.get(counts, 'critical'));
      return {
        words: `Audit: ${total} known vulnerabilities in what ships, ${grave} of them high or critical.`,
        bad: grave > 0,
      };
    }
  } catch {
    // no report: said below
  }
  const words =
    'Audit: NOT DONE. The registry gave no list of vulnerabilities here; what can be told without it was checked: checksums, licences, install scripts.';
  return { words, bad: false };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const entries = lockEntries(JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')));
  const shipped = shippedPackages();
  const licences = new Map<string, number>();
  for (const { licence } of shipped) licences.set(licence, (licences.get(licence) ?? 0) + 1);
  const problems = problemsOf(entries);
  const { words, bad } = audit();
  console.info(`${entries.length} packages in the lock file, ${shipped.length} of them ship.`);
  console.info(`Licences of what ships: ${[...licences].map(([name, of]) => `${name} ${of}`).join(', ')}.`);
  const scripts = entries.filter((e) => e.installs).map(({ name }) => `${name} (${KNOWN_SCRIPTS[name] ?? 'not read'})`);
  console.info(`Install scripts: ${scripts.length === 0 ? 'none' : [...new Set(scripts)].join(', ')}.`);
  console.info(words);
  for (const problem of problems) console.error(problem);
  process.exit(problems.length > 0 || bad ? 1 : 0);
}
