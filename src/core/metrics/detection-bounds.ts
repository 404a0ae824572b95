/** Own thresholds and area ranges of a detection run: checked, and read back from a saved state. */
import { isJsonObject, type JsonObject } from '../coco/json-fields.ts';
import type { SizeBin } from './detection-cells.ts';

/** @throws RangeError unless the thresholds ascend within 0 to 1, 32 at most */
export function checkedThresholds(values: readonly number[]): readonly number[] {
  if (values.length < 1 || values.length > 32) throw new RangeError('expected 1 to 32 IoU thresholds');
  if (!values.every((v, i) => v > 0 && v <= 1 && v > (values[i - 1] ?? 0)))
    throw new RangeError('IoU thresholds must ascend within 0 to 1');
  return values;
}

/** @throws RangeError unless each range has a name of its own and does not end before it begins */
export function checkedAreas(areas: readonly SizeBin[]): readonly SizeBin[] {
  const names = new Set(['all', ...areas.map(({ name }) => name)]);
  if (names.size <= areas.length) throw new RangeError('area ranges need names of their own, other than "all"');
  const wrong = areas.find(({ from, to }) => !(from >= 0 && to >= from));
  if (wrong) throw new RangeError(`the area range ${wrong.name} ends before it begins`);
  return areas;
}

function savedArea(value: unknown): SizeBin {
  if (!isJsonObject(value) || typeof value.from !== 'number' || typeof value.to !== 'number')
    throw new TypeError('the saved state is damaged: expected an area range');
  return { name: String(value.name), from: value.from, to: value.to };
}

/** Thresholds and areas of a saved state, where it has own ones. @throws TypeError when it is damaged */
export function savedBounds(value: JsonObject): { thresholds?: number[]; areas?: SizeBin[] } {
  const { thresholds, areas } = value;
  return {
    ...(Array.isArray(thresholds) ? { thresholds: thresholds.map(Number) } : {}),
    ...(Array.isArray(areas) ? { areas: areas.map(savedArea) } : {}),
  };
}
