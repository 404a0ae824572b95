/** How BRAVO's files are called. Source: bravo_toolkit `codec/bravo_tarfile.py`; the last pair is this project's own. */
import { type BravoSubset, bravoSubsetOf } from '../metrics/bravo.ts';

/** Endings of a label map and of the map of its invalid pixels. */
const TRUTH_ENDINGS = [
  ['_gt_labelTrainIds.png', '_gt_invIds.png'],
  ['_labels_semantic_fake.png', '_labels_semantic.png'],
  ['_gt.png', '_mask.png'],
  ['_gt.png', '_invalid.png'],
] as const;

/** What stands between the stem of a picture and `_pred.png` or `_conf.png`. */
const PREDICTION_MARKS = ['', '_rgb_anon', '_leftImg8bit'] as const;

/** The truth of one picture. */
export interface BravoTruth {
  /** Path from `bravo_…` without the ending that marks a file's role. */
  readonly key: string;
  readonly subset: BravoSubset;
  readonly labels: string;
  /** Null when the file is missing. */
  readonly invalid: string | null;
}

/** From the folder of the subset on, wherever that folder lies. */
const fromSubset = (path: string): string => path.slice(path.lastIndexOf('bravo_'));

/** The label maps among the paths; one whose folder is no subset is passed over. */
export function bravoTruths(paths: readonly string[]): BravoTruth[] {
  const known = new Set(paths);
  return paths.flatMap((labels) => {
    const subset = bravoSubsetOf(labels);
    if (subset === null || isBravoPrediction(labels)) return [];
    const pairs = TRUTH_ENDINGS.filter(([ending]) => labels.endsWith(ending));
    const [first] = pairs;
    if (!first) return [];
    const stem = labels.slice(0, -first[0].length);
    const invalid = pairs.map(([, ending]) => stem + ending).find((path) => known.has(path)) ?? null;
    return [{ key: fromSubset(stem), subset, labels, invalid }];
  });
}

/** Whether a path is a prediction's or a confidence's. */
export function isBravoPrediction(path: string): boolean {
  return /_(pred|conf)\.png$/.test(path);
}

/** Whether a path is one of the files of a picture's truth. */
export function isBravoTruth(path: string): boolean {
  return TRUTH_ENDINGS.some((endings) => endings.some((ending) => path.endsWith(ending)));
}

/** Finds predictions by key. */
export class BravoPredictions {
  readonly #paths: ReadonlyMap<string, string>;
  readonly #packed: ReadonlySet<string>;

  constructor(paths: readonly string[]) {
    this.#paths = new Map(paths.map((path) => [fromSubset(path), path]));
    this.#packed = new Set(paths.filter((path) => path.endsWith('_encoded.bin')).map(fromSubset));
  }

  /** @throws Error that names the file expected */
  find(key: string, role: 'pred' | 'conf'): string {
    const names = PREDICTION_MARKS.map((mark) => `${key}${mark}_${role}.png`);
    const found = names.map((name) => this.#paths.get(name)).find((path) => path !== undefined);
    if (found !== undefined) return found;
    if (this.#packed.has(`${key}_encoded.bin`))
      throw new Error(
        `only ${key}_encoded.bin is there, the packed form of a submission, which is not read: unpack it with bravo_toolkit`,
      );
    throw new Error(`${names[0]} is missing`);
  }
}
