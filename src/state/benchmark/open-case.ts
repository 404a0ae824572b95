/** Opens a picture of a dataset on the stage with the prompts of a run. */
import type { RunObject } from '../../contract/benchmark.ts';
import type { LabDataset } from '../../contract/dataset-lab.ts';
import { SegError } from '../../contract/errors.ts';
import { imagePoint, type Size } from '../../core/geometry/space.ts';
import type { App } from '../app.ts';

/**
 * @param show brings the stage on screen, once the picture's file has been read
 * @param size the picture's size in the dataset, to which the prompts refer; null when unknown
 * @returns why it did not open, in words; null when it did
 */
export async function openCase(
  app: Pick<App, 'pictures' | 'prompts' | 'store'>,
  dataset: Pick<LabDataset, 'file'>,
  what: Pick<RunObject, 'picture' | 'prompts'>,
  size: Size | null,
  show: () => void,
): Promise<string | null> {
  try {
    const { name, bytes } = await dataset.file(what.picture);
    show();
    const type = /\.png$/i.test(name) ? 'image/png' : 'image/jpeg';
    if (!(await app.pictures.open({ kind: 'file', blob: new Blob([bytes], { type }), name }))) return null;
    const opened = app.store.state.picture;
    if (!opened) return null;
    // a large picture is worked on at a smaller size
    const scale = size ? opened.size.width / size.width : 1;
    const [a, b] = what.prompts.filter((p) => p.label === 'box');
    if (a && b) app.prompts.box({ x0: a.x * scale, y0: a.y * scale, x1: b.x * scale, y1: b.y * scale });
    for (const { x, y, label } of what.prompts)
      if (label !== 'box') app.prompts.click(imagePoint(x * scale, y * scale), label);
    return null;
  } catch (thrown) {
    return `The picture could not be opened: ${SegError.from(thrown).message}`;
  }
}
