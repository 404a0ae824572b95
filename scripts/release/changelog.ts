const UNRELEASED = '## [Unreleased]\n';

/**
 * The changelog with everything under "Unreleased" moved below a heading of the given version.
 * @param text a file in the Keep a Changelog format
 * @param version without a leading v, e.g. `1.2.0`
 * @param date ISO day, e.g. `2026-11-27`
 * @throws Error when the heading is missing, nothing is listed under it, or the version is there already
 */
export function releaseChangelog(text: string, version: string, date: string): string {
  const at = text.indexOf(UNRELEASED);
  if (at < 0) throw new Error('CHANGELOG.md has no "## [Unreleased]" heading');
  if (text.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md already has ${version}`);
  const start = at + UNRELEASED.length;
  const next = text.indexOf('\n## [', start);
  const listed = text.slice(start, next < 0 ? undefined : next).trim();
  if (!listed) throw new Error('CHANGELOG.md lists nothing under "Unreleased"');
  const rest = next < 0 ? '' : text.slice(next);
  return `${text.slice(0, start)}\n## [${version}] - ${date}\n\n${listed}\n${rest}`;
}
