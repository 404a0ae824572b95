/** Datasets that are recognised and not read: each is refused by its name, with what to do instead. */

interface Foreign {
  /** Paths that no other dataset has. */
  readonly sign: RegExp;
  readonly sentence: string;
}

/** Order matters: the first sign found decides. */
const known: readonly Foreign[] = [
  {
    sign: /(^|\/)ADE_\w+_\d+_seg\.png$/,
    sentence:
      'is the full ADE20K, whose classes are coded in colours (…_seg.png); the scene parsing benchmark’s own maps (annotations/…png, values 0 to 150) are read',
  },
  {
    sign: /(^|\/)sa_\d+\.json$/,
    sentence:
      'is SA-1B, one JSON file a picture; convert it into one COCO file (images, annotations and categories) to use it here',
  },
  {
    sign: /(^|\/)(semantic_rgb|image_2)\/\d{6}_10\.png$/,
    sentence:
      'is KITTI’s semantic benchmark, which is not read under its own names; its label ids are those of Cityscapes: rename semantic/N.png to gtFine/train/kitti/N_gtFine_labelIds.png and image_2/N.png to leftImg8bit/train/kitti/N_leftImg8bit.png',
  },
  {
    sign: /(^|\/)((train|val|test)annot\/[^/]+\.png|LabeledApproved_full\/.*|[^/]+_\d+_L\.png)$/,
    sentence:
      'is CamVid, whose label maps follow no convention that is known here; put pictures and maps of class numbers into folders images and masks to use them as objects',
  },
];

/** YOLO's labels: a text file a picture in a folder `labels`, beside a folder `images`, and no map or JSON. */
function isYolo(paths: readonly string[]): boolean {
  const texts = paths.filter((path) => /(^|\/)labels\/(?:[^/]+\/)*[^/]+\.txt$/.test(path));
  const stems = new Set(paths.filter((p) => /(^|\/)images\//.test(p)).map((p) => p.replace(/\.\w+$/, '')));
  return texts.some((path) => stems.has(path.replace(/(^|\/)labels\//, '$1images/').replace(/\.txt$/, '')));
}

/** Why the tree is refused, as a sentence without its name; null for what the readers may know. */
export function foreignDataset(paths: readonly string[]): string | null {
  const found = known.find(({ sign }) => paths.some((path) => sign.test(path)));
  if (found) return found.sentence;
  if (!isYolo(paths)) return null;
  return 'is a YOLO dataset (images and labels/NAME.txt); export it as COCO or as masks to use it here, or import its label files in Segment, one picture at a time';
}
