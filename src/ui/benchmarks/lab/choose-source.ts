/** The folder dialogue, with what was chosen as a dataset source. */
import type { Lab } from '../../../contract/benchmark.ts';
import type { DatasetSource } from '../../../contract/dataset-lab.ts';
import { chooseFolder } from '../../kit/choose-file.ts';

/** @returns null when the person closes the dialogue */
export async function chooseFolderSource(lab: Lab): Promise<DatasetSource | null> {
  const chosen = await chooseFolder();
  if (!chosen) return null;
  return Symbol.iterator in chosen ? (lab.chosen?.(chosen) ?? null) : { kind: 'handle', handle: chosen };
}
