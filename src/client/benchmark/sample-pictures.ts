/** Pictures of a dataset, small, with the outlines of their true objects. */
import type { SamplePicture } from '../../contract/dataset-lab.ts';
import { decodeRle } from '../../core/coco/rle.ts';
import type { Dataset, PictureTruth, ReaderTools } from '../../core/datasets/dataset.ts';
import { baseName, DatasetFileError, type FileTree } from '../../core/datasets/file-tree.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { resizePixels } from '../../core/image/resample.ts';
import { decodePicture } from '../datasets/decode-picture.ts';

/** Marks where the objects of a small copy border on something else. */
function outlineOf(truth: PictureTruth, size: Size): Uint8Array<ArrayBuffer> {
  const { width, height } = size;
  const out = new Uint8Array(width * height);
  const sx = truth.size.width / width;
  const sy = truth.size.height / height;
  for (const { rle } of truth.objects.slice(0, 200)) {
    const mask = decodeRle(rle);
    const at = (x: number, y: number): number =>
      x < 0 || y < 0 || x >= width || y >= height
        ? 0
        : (mask.data[Math.floor((y + 0.5) * sy) * mask.width + Math.floor((x + 0.5) * sx)] ?? 0);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (at(x, y) === 1 && (at(x - 1, y) === 0 || at(x + 1, y) === 0 || at(x, y - 1) === 0 || at(x, y + 1) === 0))
          out[y * width + x] = 1;
  }
  return out;
}

/** Pictures that cannot be read are passed over: their fault is told when they are run. */
export async function samplePictures(
  dataset: Dataset,
  tree: FileTree,
  tools: ReaderTools,
  ids: readonly string[],
  side: number,
): Promise<readonly SamplePicture[]> {
  const out: SamplePicture[] = [];
  for (const id of ids) {
    const picture = dataset.pictures.find((p) => p.id === id);
    if (!picture || picture.path === null) continue;
    try {
      const truth = await dataset.truth(picture);
      const whole = await decodePicture(await tree.read(picture.path), tools.inflate);
      const scale = Math.min(1, side / Math.max(whole.width, whole.height));
      const size = {
        width: Math.max(1, Math.round(whole.width * scale)),
        height: Math.max(1, Math.round(whole.height * scale)),
      };
      const small = resizePixels(whole, boxOfSize(whole), size);
      out.push({
        id,
        name: baseName(picture.id),
        scale: 1 / scale,
        objects: truth.objects.length,
        size,
        pixels: small.data,
        outline: outlineOf(truth, size),
      });
    } catch (error) {
      if (!(error instanceof DatasetFileError) && !(error instanceof Error)) throw error;
    }
  }
  return out;
}
