/** The few-shot table as a file. */
import { measure } from '../../core/formats/csv.ts';
import { csvText } from '../../core/formats/text.ts';
import { packLogits } from '../object-mask.ts';
import type { FewShotState } from './few-shot.ts';
import type { FewShotResult } from './few-shot-doc.ts';

const COLUMNS = [
  'picture',
  'thing',
  'given',
  'predicted',
  'confidence',
  'left_out_prediction',
  'area_px',
  'x',
  'y',
  'width',
  'height',
];

/**
 * One line a thing (RFC 4180), pixels of the picture at its working size. `left_out_prediction` is the class that an example got from
 * all the others; `similarity:<class>` columns carry the cosine similarity of questions.
 */
export function fewShotCsv(state: FewShotState, result: FewShotResult): string {
  const nameOf = (id: string | undefined | null): string => state.classes.find((c) => c.id === id)?.name ?? '';
  const leftOut = new Map(result.examples.map((item, i) => [item.id, result.check.predicted[i]?.label]));
  const lines = [[...COLUMNS, ...state.classes.map((c) => csvText(`similarity:${c.name}`))].join(',')];
  for (const [i, item] of state.items.entries()) {
    const picture = state.pictures.find((p) => p.id === item.picture);
    const plane = item.candidates[item.chosen]?.plane;
    if (!picture || !plane) continue;
    const mask = packLogits(plane, picture.size, 0);
    const { x0, y0, x1, y1 } = mask.box;
    const scores = result.answers.get(item.id) ?? [];
    const [first] = scores;
    lines.push(
      [
        csvText(picture.name),
        i + 1,
        csvText(nameOf(item.given)),
        csvText(nameOf(first?.label)),
        first ? first.confidence.toFixed(4) : '',
        csvText(nameOf(leftOut.get(item.id))),
        measure(mask).area,
        x0,
        y0,
        x1 - x0,
        y1 - y0,
        ...state.classes.map((c) => scores.find((s) => s.label === c.id)?.similarity.toFixed(4) ?? ''),
      ].join(','),
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}
