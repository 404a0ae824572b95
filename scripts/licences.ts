/**
 * Lists the licence of every package that ships, and refuses one that we may not ship.
 * `tsx scripts/licences.ts` rewrites the table in THIRD_PARTY.md; the unit test fails when the table is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const START = '<!-- packages:start -->';
const END = '<!-- packages:end -->';

/** Permissive licences; anything else needs a decision by people. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
  'Zlib',
]);

/** Packages under another licence that people decided to ship, with what it asks for; THIRD_PARTY.md says how that is met. */
const DECIDED: Readonly<Record<string, string>> = { 'libheif-js': 'LGPL-3.0', mediabunny: 'MPL-2.0' };

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** Marks of the lock file: for developers only, another package's wish, or for another platform. */
const NOT_SHIPPED = ['dev', 'devOptional', 'peer', 'optional'];

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
}

/** Every package of the lock file that is installed for production, by name. */
export function shippedPackages(): ShippedPackage[] {
  const lock: unknown = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  const packages = field(lock, 'packages');
  if (typeof packages !== 'object' || packages === null) throw new Error('package-lock.json has no packages');
  const found: ShippedPackage[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || NOT_SHIPPED.some((flag) => field(entry, flag) === true)) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const own: unknown = JSON.parse(readFileSync(`${root}${path}/package.json`, 'utf8'));
    found.push({
      name,
      version: String(field(own, 'version')),
      licence: String(field(own, 'license') ?? 'not stated'),
    });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

/** Whether a package may ship: by its licence, or by name where people decided. */
export const mayShip = ({ name, licence }: ShippedPackage): boolean => isAllowed(licence) || DECIDED[name] === licence;

/** An SPDX expression is fine when one side of every OR, and both sides of every AND, are. */
export function isAllowed(licence: string): boolean {
  const plain = licence.replace(/[()]/g, ' ').trim();
  return plain.split(/\s+OR\s+/).some((option) => option.split(/\s+AND\s+/).every((part) => ALLOWED.has(part.trim())));
}

/** The table as it stands in THIRD_PARTY.md. */
export function packageTable(packages: readonly ShippedPackage[]): string {
  const rows = packages.map((p) => `| ${p.name} | ${p.version} | ${p.licence} |`);
  return ['| package | version | licence |', '|---|---|---|', ...rows].join('\n');
}

/** THIRD_PARTY.md with the given table in its place. */
export function withTable(document: string, table: string): string {
  const from = document.indexOf(START);
  const to = document.indexOf(END);
  if (from < 0 || to < from) throw new Error('THIRD_PARTY.md has lost its package markers');
  return `${document.slice(0, from + START.length)}\n${table}\n${document.slice(to)}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const packages = shippedPackages();
  const refused = packages.filter((p) => !mayShip(p));
  for (const p of refused)
    console.error(`${p.name} ${p.version}: ${p.licence} is not on the list of permissive licences`);
  const path = `${root}THIRD_PARTY.md`;
  writeFileSync(path, withTable(readFileSync(path, 'utf8'), packageTable(packages)));
  process.exit(refused.length > 0 ? 1 : 0);
}
