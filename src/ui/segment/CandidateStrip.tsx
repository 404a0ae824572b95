/** The active object's candidates as small pictures, from part to whole, with the model's own score. */
import { type JSX, useEffect, useMemo, useRef } from 'react';
import type { Candidate } from '../../contract/segmenter.ts';
import { instanceColor } from '../../core/color/palette.ts';
import { parseHex } from '../../core/color/vision.ts';
import { boxHeight, boxOfSize, boxWidth, type ImageBox, uniteBoxes } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { sampleLogits } from '../../core/mask/logits.ts';
import { bySize } from '../../state/actions/prompts.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import type { Answer, SegObject } from '../../state/document.ts';
import { coveredBox } from '../../state/object-mask.ts';
import { useServices } from '../app-context.tsx';
import css from './CandidateStrip.module.css';
import { candidateName } from './candidate-names.ts';

/** Canvas pixels; drawn at about half that many CSS pixels. */
const WIDTH = 176;
/** Room around the largest candidate, as a share of its longer side. */
const MARGIN = 0.18;

/** The part of the picture that all thumbnails show: the largest candidate with some room, close to 4:3. */
function sharedView(answer: Answer, threshold: number, size: Size): ImageBox {
  const boxes = answer.candidates.map((c) => coveredBox(c.logits, threshold, size)).filter((box) => box !== null);
  const whole = boxes.reduce<ImageBox | null>((all, box) => (all ? uniteBoxes(all, box) : box), null);
  if (!whole) return boxOfSize(size);
  const room = MARGIN * Math.max(boxWidth(whole), boxHeight(whole));
  const height = Math.max(boxHeight(whole) + 2 * room, (boxWidth(whole) + 2 * room) * 0.75, 24);
  const width = height / 0.75;
  const x = (whole.x0 + whole.x1) / 2;
  const y = (whole.y0 + whole.y1) / 2;
  const slide = (middle: number, side: number, limit: number): readonly [number, number] => {
    if (side >= limit) return [0, limit];
    const from = Math.min(limit - side, Math.max(0, middle - side / 2));
    return [from, from + side];
  };
  const [x0, x1] = slide(x, width, size.width);
  const [y0, y1] = slide(y, height, size.height);
  return { x0, y0, x1, y1 };
}

interface ThumbProps {
  readonly picture: OpenedPicture;
  readonly view: ImageBox;
  readonly candidate: Candidate;
  readonly threshold: number;
  readonly color: number;
}

/** The shared part of the picture, tinted where the candidate is mask and darkened elsewhere. */
function Thumb({ picture, view, candidate, threshold, color }: ThumbProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const height = Math.max(48, Math.min(WIDTH, Math.round((WIDTH * boxHeight(view)) / boxWidth(view))));
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.drawImage(picture.bitmap, view.x0, view.y0, boxWidth(view), boxHeight(view), 0, 0, WIDTH, height);
    const pixels = context.getImageData(0, 0, WIDTH, height);
    const { box } = candidate.logits;
    // The plane in thumbnail pixels: its box moves and shrinks with the picture.
    const sx = WIDTH / boxWidth(view);
    const sy = height / boxHeight(view);
    const small = {
      ...candidate.logits,
      box: {
        x0: (box.x0 - view.x0) * sx,
        y0: (box.y0 - view.y0) * sy,
        x1: (box.x1 - view.x0) * sx,
        y1: (box.y1 - view.y0) * sy,
      },
    };
    const logits = sampleLogits(small, { x0: 0, y0: 0, x1: WIDTH, y1: height });
    const rgb = parseHex(instanceColor(color)) ?? { r: 230, g: 159, b: 0 };
    for (let i = 0; i < logits.length; i++) {
      const inside = (logits[i] ?? 0) > threshold;
      for (const [c, tint] of [rgb.r, rgb.g, rgb.b].entries()) {
        const at = i * 4 + c;
        const value = pixels.data[at] ?? 0;
        pixels.data[at] = inside ? value * 0.35 + tint * 0.65 : value * 0.45;
      }
    }
    context.putImageData(pixels, 0, 0);
  }, [picture, view, candidate, threshold, color, height]);
  return <canvas ref={canvas} width={WIDTH} height={height} />;
}

export function CandidateStrip({
  object,
  picture,
}: {
  readonly object: SegObject;
  readonly picture: OpenedPicture;
}): JSX.Element | null {
  const app = useServices();
  const { answer } = object;
  const order = useMemo(() => (answer ? bySize(answer, object.threshold) : []), [answer, object.threshold]);
  const view = useMemo(
    () => (answer ? sharedView(answer, object.threshold, picture.size) : boxOfSize(picture.size)),
    [answer, object.threshold, picture.size],
  );
  if (!answer || answer.candidates.length < 2) return null;
  return (
    <fieldset className={css.strip}>
      <legend className="visually-hidden">What the click may mean, from part to whole</legend>
      {order.map((index, rank) => {
        const candidate = answer.candidates[index];
        if (!candidate) return null;
        const name = candidateName(rank, order.length);
        return (
          <button
            key={index}
            type="button"
            className={css.candidate}
            aria-pressed={index === answer.chosen}
            onClick={() => app.prompts.choose(index)}
          >
            <Thumb
              picture={picture}
              view={view}
              candidate={candidate}
              threshold={object.threshold}
              color={object.color}
            />
            <span className={css.name}>{name}</span>
            <span className={css.score} title="The model's own guess of how well this fits (predicted IoU)">
              {Number.isFinite(candidate.score) ? candidate.score.toFixed(2) : '–'}
            </span>
          </button>
        );
      })}
    </fieldset>
  );
}
