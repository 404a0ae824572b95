/** Which file of a tree is meant by the name that another file gives it: by path, then by split folder, then by base name if unique. */
import { baseName } from './file-tree.ts';

/** A part of a dataset as folders and files name it; null for other names. `val2017` is `val`. */
export function splitOfName(name: string): 'train' | 'val' | 'test' | null {
  const found = /(?:^|[^a-z])(train|val|test)(?:ing|id|idation)?(?=$|[^a-z])/i.exec(name);
  return found ? ((found[1] ?? '').toLowerCase() as 'train' | 'val' | 'test') : null;
}

/** The folders of a path in composed Unicode (NFC); `\` counts as `/`, and `.` and drive letters are left out. */
export function foldersOf(path: string): string[] {
  return path
    .normalize()
    .replaceAll('\\', '/')
    .split('/')
    .slice(0, -1)
    .filter((part) => part !== '' && part !== '.' && !/^[a-z]:$/i.test(part));
}

/** The split that a path's folders name; the innermost one counts. */
export function splitOfPath(path: string): 'train' | 'val' | 'test' | null {
  const named = foldersOf(path).map(splitOfName);
  return named.findLast((split) => split !== null) ?? null;
}

/** Folders that only say what their files are: pictures, or masks and maps. */
const picturesFolder = /^(images?|imgs?|jpegimages|photos?|pictures?|rgb|images_png|leftimg8bit|data)$/i;
const roleFolder =
  /^(masks?(_png)?|labels?(_png)?|gt|truth|ground_?truth|annotations?|targets?|segmentations?|segmentationobject|segmentationclass|panoptic.*|pred|preds|predictions?|results?|output|outputs)$/i;

/** The folders that tell one part of a dataset from another: all but those that only name a role. */
export function partFolders(path: string): string[] {
  return foldersOf(path).filter((folder) => !picturesFolder.test(folder) && !roleFolder.test(folder));
}

/** How many folders two lists share, counted from the inside. */
export function sharedFolders(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n++;
  return n;
}

/** What a name was found to mean. */
export type PathMatch =
  | { readonly kind: 'found'; readonly path: string; readonly shared: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly paths: readonly string[] };

/** The paths for which a measure is greatest. */
function greatest(paths: readonly string[], measure: (path: string) => number): readonly string[] {
  const values = paths.map(measure);
  const top = Math.max(...values);
  return paths.filter((_, i) => values[i] === top);
}

/** Finds files by the names that other files give them, whichever Unicode form these have. */
export class PathIndex {
  readonly #byName = new Map<string, string[]>();

  /** @param nameOf what of a path must be equal to the wanted name; the whole file name by default */
  constructor(paths: Iterable<string>, nameOf: (path: string) => string = baseName) {
    for (const path of paths) {
      const name = nameOf(path).normalize();
      const group = this.#byName.get(name);
      if (group) group.push(path);
      else this.#byName.set(name, [path]);
    }
  }

  /**
   * @param split of the file that gives the name, where it has one
   * @param name that the file is listed under; the wanted file name by default
   */
  find(wanted: string, split: string | null, name: string = baseName(wanted.replaceAll('\\', '/'))): PathMatch {
    const clean = wanted.replaceAll('\\', '/');
    let left: readonly string[] = this.#byName.get(name.normalize()) ?? [];
    if (left.length === 0) return { kind: 'none' };
    const folders = foldersOf(clean);
    const shared = (path: string): number => sharedFolders(folders, foldersOf(path));
    left = greatest(left, shared);
    if (left.length > 1 && split !== null) left = greatest(left, (path) => (splitOfPath(path) === split ? 1 : 0));
    // the same name among the masks or the results does not make a picture ambiguous
    if (left.length > 1)
      left = greatest(left, (path) => {
        const role = foldersOf(path);
        return role.some((f) => roleFolder.test(f)) ? 0 : role.some((f) => picturesFolder.test(f)) ? 2 : 1;
      });
    const [path] = left;
    if (path === undefined) return { kind: 'none' };
    return left.length === 1 ? { kind: 'found', path, shared: shared(path) } : { kind: 'ambiguous', paths: left };
  }
}

/**
 * Gives each file to one name only: of several names that mean one file, the one that shares most folders with it gets it; none does
 * when they share equally many.
 *
 * @returns one match a name
 */
export function withoutSharing(matches: readonly PathMatch[]): readonly PathMatch[] {
  const best = new Map<string, { shared: number; count: number }>();
  for (const match of matches) {
    if (match.kind !== 'found') continue;
    const now = best.get(match.path);
    if (!now || match.shared > now.shared) best.set(match.path, { shared: match.shared, count: 1 });
    else if (match.shared === now.shared) now.count++;
  }
  return matches.map((match): PathMatch => {
    if (match.kind !== 'found') return match;
    const { shared, count } = best.get(match.path) ?? { shared: 0, count: 0 };
    if (match.shared < shared) return { kind: 'none' };
    return count > 1 ? { kind: 'ambiguous', paths: [match.path] } : match;
  });
}
