/** A comparison as one picture: every answer with its name and figures, and the matrix of overlaps. */

import { SegError } from '../../contract/errors.ts';
import { type Agreement, planeOnGrid } from '../../core/compare/agreement.ts';
import { overlapMatrix } from '../../core/compare/overlap-matrix.ts';
import type { CompareState } from '../../state/compare/compare-store.ts';
import type { LaneState } from '../../state/compare/lane.ts';
import { laneName, timesOf } from './lane-words.ts';
import { laneColor, laneLetter, rgbOf, shownPlane } from './layers.ts';

const CELL = 720;
const GAP = 24;
const CAPTION = 64;
const FONT = 'system-ui, sans-serif';

type Pen = OffscreenCanvasRenderingContext2D;

function penOf(canvas: OffscreenCanvas): Pen {
  const pen = canvas.getContext('2d');
  if (!pen) throw new SegError('out-of-memory', 'the browser gave no canvas of this size');
  return pen;
}

function drawLane(
  pen: Pen,
  lane: LaneState,
  index: number,
  state: CompareState,
  box: { x: number; y: number; w: number; h: number },
): void {
  const { picture } = state;
  if (!picture) return;
  pen.drawImage(picture.bitmap, box.x, box.y, box.w, box.h);
  const plane = shownPlane(lane);
  if (plane) {
    const mask = planeOnGrid(plane, picture.size, { width: box.w, height: box.h });
    const image = new ImageData(box.w, box.h);
    const [r, g, b] = rgbOf(laneColor(index));
    mask.data.forEach((v, p) => {
      if (v) image.data.set([r * 255, g * 255, b * 255, 128], p * 4);
    });
    const layer = new OffscreenCanvas(box.w, box.h);
    penOf(layer).putImageData(image, 0, 0);
    pen.drawImage(layer, box.x, box.y);
  }
  const score = lane.answer?.candidates[lane.chosen]?.score;
  pen.fillStyle = laneColor(index);
  pen.fillRect(box.x, box.y + box.h + 12, 14, 14);
  pen.fillStyle = '#12191c';
  pen.font = `600 20px ${FONT}`;
  pen.fillText(`${laneLetter(index)} · ${laneName(lane)}`, box.x + 24, box.y + box.h + 26, box.w - 24);
  pen.font = `16px ${FONT}`;
  pen.fillStyle = '#47545b';
  const words = [
    score === undefined || Number.isNaN(score) ? null : `own score ${score.toFixed(2)}`,
    `look ${timesOf(lane.encodeMs)}`,
    `answer ${timesOf(lane.decodeMs)}`,
  ];
  pen.fillText(words.filter((w) => w !== null).join('   '), box.x + 24, box.y + box.h + 50, box.w - 24);
}

export async function comparisonSheet(
  state: CompareState,
  compared: { readonly agreement: Agreement; readonly lanes: readonly number[] } | null,
): Promise<Blob> {
  const { picture, lanes } = state;
  if (!picture) throw new SegError('internal', 'there is no picture to export');
  const scale = CELL / Math.max(picture.size.width, picture.size.height);
  const w = Math.max(1, Math.round(picture.size.width * scale));
  const h = Math.max(1, Math.round(picture.size.height * scale));
  const columns = 2;
  const rows = Math.ceil(lanes.length / columns);
  const table = compared ? 44 + 30 * (compared.lanes.length + 1) : 0;
  const canvas = new OffscreenCanvas(GAP + columns * (w + GAP), GAP + rows * (h + CAPTION + GAP) + table);
  const pen = penOf(canvas);
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  lanes.forEach((lane, i) => {
    const x = GAP + (i % columns) * (w + GAP);
    const y = GAP + Math.floor(i / columns) * (h + CAPTION + GAP);
    drawLane(pen, lane, i, state, { x, y, w, h });
  });
  if (compared) drawMatrix(pen, compared, GAP + rows * (h + CAPTION + GAP));
  return canvas.convertToBlob({ type: 'image/png' });
}

function drawMatrix(
  pen: Pen,
  { agreement, lanes }: { readonly agreement: Agreement; readonly lanes: readonly number[] },
  top: number,
): void {
  const { iou } = overlapMatrix(agreement);
  pen.fillStyle = '#12191c';
  pen.font = `600 16px ${FONT}`;
  pen.fillText('Overlap of the answers (intersection over union)', GAP, top + 16);
  lanes.forEach((lane, i) => {
    pen.fillText(laneLetter(lane), GAP + 60 + i * 80, top + 46);
    pen.fillText(laneLetter(lane), GAP, top + 76 + i * 30);
  });
  pen.font = `16px ${FONT}`;
  iou.forEach((row, i) => {
    row.forEach((value, j) => {
      pen.fillText(value.toFixed(3), GAP + 60 + j * 80, top + 76 + i * 30);
    });
  });
}
