/** A thing as it stands in its picture, small, so that its line in the list can be told from the others. */
import { type JSX, useEffect, useRef } from 'react';
import { boxOfSize } from '../../core/geometry/box.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { maskBounds } from '../../core/mask/mask.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import type { ShotItem } from '../../state/tasks/few-shot-doc.ts';
import parts from './Parts.module.css';

/** Canvas pixels; drawn at half as many CSS pixels. */
const SIDE = 64;
/** Part of the thing's longer side that is shown around it. */
const AROUND = 0.12;

export interface ThingThumbProps {
  readonly item: ShotItem;
  readonly picture: OpenedPicture | undefined;
  /** Of its class. */
  readonly color: string;
  readonly number: number;
  readonly onPress: () => void;
}

export function ThingThumb({ item, picture, color, number, onPress }: ThingThumbProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const plane = item.candidates[item.chosen]?.plane;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !picture || !plane) return;
    // Found at a quarter of the size: where a thing lies is asked, not its outline.
    const small = {
      width: Math.max(1, Math.round(picture.size.width / 4)),
      height: Math.max(1, Math.round(picture.size.height / 4)),
    };
    const bounds = maskBounds(logitsToMask({ ...plane, box: boxOfSize(small) }, small)) ?? boxOfSize(small);
    const side = 4 * (1 + 2 * AROUND) * Math.max(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
    const [x, y] = [2 * (bounds.x0 + bounds.x1) - side / 2, 2 * (bounds.y0 + bounds.y1) - side / 2];
    context.clearRect(0, 0, SIDE, SIDE);
    context.drawImage(picture.bitmap, x, y, side, side, 0, 0, SIDE, SIDE);
  }, [picture, plane]);
  return (
    <button type="button" className={parts.thing} style={{ borderColor: color }} onClick={onPress}>
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={`Thing ${number}, show it in ${picture?.name ?? 'its picture'}`}
      />
    </button>
  );
}
