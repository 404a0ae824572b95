/** A comparison as one picture: every answer with its name and figures, the map of who claims what, and the matrix of overlaps. */

import { SegError } from '../../contract/errors.ts';
import { agreementKinds, pixelsOfKind, planeOnGrid, shareOfKind } from '../../core/compare/agreement.ts';
import { overlapMatrix } from '../../core/compare/overlap-matrix.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { CompareState } from '../../state/compare/compare-store.ts';
import { type LaneState, shownPlane } from '../../state/compare/lane-state.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import { formatShare, formatTimes } from '../format.ts';
import type { AgreementNow } from './agreement-now.ts';
import { laneName } from './lane-words.ts';
import { kindColor, kindName, laneColor, laneLetter, rgbOf } from './layers.ts';

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

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Lays the mask over the cell, half see-through, whatever its grid. */
function drawMask(pen: Pen, mask: Mask, color: string, cell: Cell): void {
  const image = new ImageData(mask.width, mask.height);
  const [r, g, b] = rgbOf(color);
  mask.data.forEach((v, p) => {
    if (v) image.data.set([r * 255, g * 255, b * 255, 128], p * 4);
  });
  const layer = new OffscreenCanvas(mask.width, mask.height);
  penOf(layer).putImageData(image, 0, 0);
  pen.drawImage(layer, cell.x, cell.y, cell.w, cell.h);
}

function drawAgreement(pen: Pen, { agreement, lanes }: AgreementNow, picture: OpenedPicture, cell: Cell): void {
  pen.drawImage(picture.bitmap, cell.x, cell.y, cell.w, cell.h);
  pen.font = `16px ${FONT}`;
  let at = cell.x;
  for (const kind of agreementKinds(agreement.masks)) {
    const color = kindColor(kind, lanes);
    drawMask(pen, pixelsOfKind(agreement, kind), color, cell);
    const words = `${kindName(kind, lanes)} ${formatShare(shareOfKind(agreement, kind))}`;
    pen.fillStyle = color;
    pen.fillRect(at, cell.y + cell.h + 38, 14, 14);
    pen.strokeStyle = '#47545b';
    pen.strokeRect(at, cell.y + cell.h + 38, 14, 14);
    pen.fillStyle = '#47545b';
    pen.fillText(words, at + 20, cell.y + cell.h + 51);
    at += 36 + pen.measureText(words).width;
  }
  pen.fillStyle = '#12191c';
  pen.font = `600 20px ${FONT}`;
  pen.fillText('Who claims each pixel', cell.x, cell.y + cell.h + 26);
}

function drawLane(pen: Pen, lane: LaneState, index: number, state: CompareState, box: Cell): void {
  const { picture } = state;
  if (!picture) return;
  pen.drawImage(picture.bitmap, box.x, box.y, box.w, box.h);
  const plane = shownPlane(lane);
  if (plane) drawMask(pen, planeOnGrid(plane, picture.size, { width: box.w, height: box.h }), laneColor(index), box);
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
    `look ${formatTimes(lane.encodeMs)}`,
    `answer ${formatTimes(lane.decodeMs)}`,
  ];
  pen.fillText(words.filter((w) => w !== null).join('   '), box.x + 24, box.y + box.h + 50, box.w - 24);
}

export async function comparisonSheet(state: CompareState, compared: AgreementNow | null): Promise<Blob> {
  const { picture, lanes } = state;
  if (!picture) throw new SegError('internal', 'there is no picture to export');
  const scale = CELL / Math.max(picture.size.width, picture.size.height);
  const w = Math.max(1, Math.round(picture.size.width * scale));
  const h = Math.max(1, Math.round(picture.size.height * scale));
  const columns = 2;
  const rows = Math.ceil((lanes.length + (compared ? 1 : 0)) / columns);
  const table = compared ? 44 + 30 * (compared.lanes.length + 1) : 0;
  const canvas = new OffscreenCanvas(GAP + columns * (w + GAP), GAP + rows * (h + CAPTION + GAP) + table);
  const pen = penOf(canvas);
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const cellAt = (i: number): Cell => ({
    x: GAP + (i % columns) * (w + GAP),
    y: GAP + Math.floor(i / columns) * (h + CAPTION + GAP),
    w,
    h,
  });
  lanes.forEach((lane, i) => {
    drawLane(pen, lane, i, state, cellAt(i));
  });
  if (compared) drawAgreement(pen, compared, picture, cellAt(lanes.length));
  if (compared) drawMatrix(pen, compared, GAP + rows * (h + CAPTION + GAP));
  return canvas.convertToBlob({ type: 'image/png' });
}

function drawMatrix(pen: Pen, { agreement, lanes }: AgreementNow, top: number): void {
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
