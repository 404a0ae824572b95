/**
 * The browsers that the app is made for, and a check that the source uses nothing newer without a guard.
 * Support is taken from MDN's browser-compat-data. `tsx scripts/baseline.ts` prints what is newer; a unit test fails on it.
 * Names are compared, not types: a member is judged only where every interface that has one of this name is newer.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const BASELINE = { chrome: 111, firefox: 115, safari: 16.4 } as const;

/** Newer than the baseline, and used only where it is there; what is done instead stands behind each. */
export const GUARDED: Readonly<Record<string, string>> = {
  'AbortSignal.any': 'contract/any-signal.ts listens to each signal',
  '.requestAdapter': 'WebAssembly where there is no WebGPU',
  '.onSubmittedWorkDone': 'only on a WebGPU device',
  ClipboardItem: 'client/export/save.ts says that the browser cannot copy pictures',
  '.getType': 'ui/segment/picture-input.ts reads the clipboard only where it can be read',
  '.createWritable': 'client/weights/open-depot.ts takes IndexedDB where files cannot be written',
  VideoDecoder: 'client/video/exact-frames.ts leaves the film to the player',
  VideoEncoder: 'client/video/encode-video.ts offers PNG files with alpha in its place',
  'VideoEncoder.isConfigSupported': 'with VideoEncoder',
  VideoFrame: 'with VideoEncoder',
  ImageDecoder: 'client/video/picture-frames.ts takes the first picture only',
  '.configure': 'only on a VideoDecoder or VideoEncoder',
  '.copyTo': 'only on a decoded frame',
  '.requestVideoFrameCallback': 'client/video/decode-film.ts seeks instead',
};

/** Methods of libraries that are called as newer ones of browsers are: valibot, i18next, workbox, mediabunny. */
const OF_LIBRARIES: ReadonlySet<string> = new Set(['.union', '.summarize', '.use', '.handle', '.packets']);

type Tree = Readonly<Record<string, unknown>>;

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** The version that brought a feature, without flags, prefixes and other names; Infinity for none. */
function since(support: unknown): number {
  const first: unknown = Array.isArray(support) ? support[0] : support;
  const added = child(first, 'version_added');
  if (child(first, 'flags') !== undefined || child(first, 'prefix') !== undefined) return Number.POSITIVE_INFINITY;
  return typeof added === 'string' ? Number.parseFloat(added.replace('≤', '')) : Number.POSITIVE_INFINITY;
}

/** Browsers of the baseline that lack a feature; null for one without figures. */
function lacking(feature: unknown): readonly string[] | null {
  const support = child(child(feature, '__compat'), 'support');
  if (support === undefined) return null;
  return Object.entries(BASELINE).flatMap(([browser, version]) => {
    const from = since(child(support, browser));
    return from > version ? [`${browser} ${Number.isFinite(from) ? from : 'never'}`] : [];
  });
}

/** Names that are newer than the baseline (`Interface.member` for statics, `Interface`, `.member` where no older one has it), and those that are not. */
export function namesOf(data: Tree): {
  readonly newer: ReadonlyMap<string, string>;
  readonly older: ReadonlySet<string>;
} {
  const newer = new Map<string, string>();
  const older = new Set<string>();
  for (const interfaces of [child(data, 'api'), child(child(data, 'javascript'), 'builtins')]) {
    for (const [name, entry] of Object.entries(interfaces ?? {})) {
      const own = lacking(entry);
      if (own && own.length > 0) newer.set(name, own.join(', '));
      for (const [member, feature] of Object.entries(entry ?? {})) {
        const missing = lacking(feature);
        if (!missing || member === name) continue;
        const key = member.endsWith('_static') ? `${name}.${member.slice(0, -7)}` : `.${member}`;
        if (missing.length === 0) older.add(key);
        else newer.set(key, missing.join(', '));
      }
    }
  }
  for (const name of older) newer.delete(name);
  return { newer, older };
}

/** The source without comments and texts, in which names stand for nothing. */
export function codeOf(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

/** Newer names that the code calls: `Interface.member(`, `new Interface`, `.member(`. */
export function newerIn(code: string, { newer, older }: ReturnType<typeof namesOf>): readonly string[] {
  const called = [...code.matchAll(/(?:\b([A-Z]\w*))?(\.[a-z]\w*)\s*(?:<[^()<>]*>)?\(/g)].map(([, owner, member]) => {
    const full = `${owner ?? ''}${member}`;
    return owner && (newer.has(full) || older.has(full)) ? full : (member ?? '');
  });
  const made = [...code.matchAll(/\bnew ([A-Z]\w*)/g)].map(([, name]) => name ?? '');
  return [...new Set([...called, ...made])].filter((name) => newer.has(name)).toSorted();
}

/** Names that the source itself gives to methods and members: what is called by one of these is taken to be its own. */
export function declaredIn(code: string): readonly string[] {
  const declared =
    /^\s*(?:(?:export|readonly|private|public|protected|static|override|async|get|const|function)\s+)*([a-z]\w*)\??\s*[(:<=,]/gm;
  return [...code.matchAll(declared)].map(([, name]) => `.${name}`);
}

/** What the app's source uses that is newer than the baseline, by name, with the files and the browsers. */
export function newerThanBaseline(
  root: string,
): ReadonlyMap<string, { readonly files: string[]; readonly browsers: string }> {
  const data: Tree = createRequire(import.meta.url)('@mdn/browser-compat-data');
  const names = namesOf(data);
  const sources = ['core', 'contract', 'runtime', 'worker', 'client', 'state', 'ui', 'sw'].flatMap((layer) =>
    readdirSync(join(root, 'src', layer), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const codes = new Map(sources.map((path) => [path, codeOf(readFileSync(path, 'utf8'))]));
  const own = new Set([...codes.values()].flatMap(declaredIn));
  const used = new Map<string, { files: string[]; browsers: string }>();
  for (const [path, code] of codes) {
    for (const name of newerIn(code, names)) {
      if (own.has(name) || OF_LIBRARIES.has(name)) continue;
      const found = used.get(name) ?? { files: [], browsers: names.newer.get(name) ?? '' };
      found.files.push(relative(root, path));
      used.set(name, found);
    }
  }
  return used;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [name, { files, browsers }] of newerThanBaseline(fileURLToPath(new URL('..', import.meta.url)))) {
    console.info(`${name} (${browsers})${GUARDED[name] ? `, guarded: ${GUARDED[name]}` : ''}\n  ${files.join('\n  ')}`);
  }
}
