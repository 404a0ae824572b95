/** Run by `npm version`: moves what CHANGELOG.md lists under "Unreleased" below a heading with the new version and today's date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { releaseChangelog } from './release/changelog.ts';

const path = fileURLToPath(new URL('../CHANGELOG.md', import.meta.url));
const version = process.env.npm_package_version;
if (!version) throw new Error('run this through `npm version`, which sets npm_package_version');
writeFileSync(path, releaseChangelog(readFileSync(path, 'utf8'), version, new Date().toISOString().slice(0, 10)));
console.info(`CHANGELOG.md: ${version}`);
