/** The text files in which instance predictions for Cityscapes are listed, one line an instance. */

/** One line: a mask file beside the list, its label id and confidence. */
export interface ListedInstance {
  readonly mask: string;
  readonly labelId: number;
  readonly confidence: number;
  /** Line in the file, from 1. */
  readonly line: number;
}

/** Source: cityscapesScripts `evalInstanceLevelSemanticLabeling.py` (`readPredInfo`). @throws Error naming the line */
export function parseInstanceList(text: string): ListedInstance[] {
  return text.split(/\r?\n/).flatMap((entry, i) => {
    if (entry.trim() === '') return [];
    const [mask = '', label = '', confidence = ''] = entry.trim().split(/\s+/);
    if (!Number.isInteger(Number(label)) || label === '' || confidence === '' || !Number.isFinite(Number(confidence)))
      throw new Error(`line ${i + 1}: expected "mask.png labelId confidence", found "${entry.trim()}"`);
    return [{ mask, labelId: Number(label), confidence: Number(confidence), line: i + 1 }];
  });
}

/** `CITY_SEQUENCE_FRAME` of a file of Cityscapes, by which truth and predictions belong together. */
export function cityscapesFrame(stem: string): string {
  return stem.split('_').slice(0, 3).join('_');
}
