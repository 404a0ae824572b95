/** The annotators' segmentations and boundaries out of a BSDS500 ground-truth file. */
import type { LabelMap } from '../image/png-pixels.ts';
import type { Mask } from '../mask/mask.ts';
import { MatError, type MatValue } from './read-mat.ts';

/** One annotator's work. */
export interface BsdsAnnotation {
  /** Labels from 1. */
  readonly segmentation: LabelMap;
  readonly boundaries: Mask;
}

/** Row-major copy of a column-major matrix. @throws MatError when the value is none */
export function rowMajor(
  value: MatValue | undefined,
  field: string,
): { width: number; height: number; data: Float64Array } {
  if (value?.kind !== 'numeric' || value.dims.length !== 2) throw new MatError(`the field ${field} is no matrix`);
  const [height = 0, width = 0] = value.dims;
  if (width * height !== value.data.length) {
    throw new MatError(`the field ${field} claims ${width} x ${height} numbers but has ${value.data.length}`);
  }
  const data = new Float64Array(width * height);
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) data[y * width + x] = value.data[x * height + y] ?? 0;
  return { width, height, data };
}

/**
 * Reads the variable `groundTruth`, a cell of structs with `Segmentation` and `Boundaries`.
 * @throws MatError naming the field that is missing
 */
export function bsdsTruth(variables: ReadonlyMap<string, MatValue>): BsdsAnnotation[] {
  const truth = variables.get('groundTruth');
  if (truth?.kind !== 'cell') throw new MatError('the variable groundTruth is missing or is no cell');
  return truth.cells.map((cell, i) => {
    if (cell.kind !== 'struct') throw new MatError(`groundTruth{${i + 1}} is no struct`);
    const segmentation = rowMajor(cell.fields.get('Segmentation')?.[0], `groundTruth{${i + 1}}.Segmentation`);
    const boundaries = rowMajor(cell.fields.get('Boundaries')?.[0], `groundTruth{${i + 1}}.Boundaries`);
    return {
      segmentation: { ...segmentation, data: new Uint16Array(segmentation.data) },
      boundaries: { width: boundaries.width, height: boundaries.height, data: new Uint8Array(boundaries.data) },
    };
  });
}
