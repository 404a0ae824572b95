/** The active object's candidates as small pictures, from part to whole, with the model's own score. */
import { type JSX, useEffect, useMemo, useRef } from 'react';
import type { Candidate } from '../../contract/segmenter.ts';
import { instanceColor } from '../../core/color/palette.ts';
import { parseHex } from '../../core/color/vision.ts';
import { boxHeight, boxWidth } from '../../core/geometry/box.ts';
import { sampleLogits } from '../../core/mask/logits.ts';
import { bySize } from '../../state/actions/prompts.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import type { SegObject } from '../../state/document.ts';
import { useServices } from '../app-context.tsx';
import css from './CandidateStrip.module.css';

const WIDTH = 88;

interface ThumbProps {
  readonly picture: OpenedPicture;
  readonly candidate: Candidate;
  readonly threshold: number;
  readonly color: number;
}

/** Nearest plane value for every pixel of the thumbnail, tinted where it is mask. */
function Thumb({ picture, candidate, threshold, color }: ThumbProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const height = Math.max(24, Math.min(WIDTH, Math.round((WIDTH * picture.size.height) / picture.size.width)));
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.drawImage(picture.bitmap, 0, 0, WIDTH, height);
    const pixels = context.getImageData(0, 0, WIDTH, height);
    const { box } = candidate.logits;
    // The plane, seen at thumbnail scale: its box shrinks with the picture.
    const sx = WIDTH / picture.size.width;
    const sy = height / picture.size.height;
    const small = {
      ...candidate.logits,
      box: {
        x0: box.x0 * sx,
        y0: box.y0 * sy,
        x1: box.x0 * sx + boxWidth(box) * sx,
        y1: box.y0 * sy + boxHeight(box) * sy,
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
  }, [picture, candidate, threshold, color, height]);
  return <canvas ref={canvas} width={WIDTH} height={height} />;
}

const RANKS = ['Part', 'Object', 'Whole'];

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
  if (!answer || answer.candidates.length < 2) return null;
  return (
    <fieldset className={css.strip}>
      <legend className="visually-hidden">What the click may mean, from part to whole</legend>
      {order.map((index, rank) => {
        const candidate = answer.candidates[index];
        if (!candidate) return null;
        const name = order.length === 3 ? RANKS[rank] : `${rank + 1}`;
        return (
          <button
            key={index}
            type="button"
            className={css.candidate}
            aria-pressed={index === answer.chosen}
            onClick={() => app.prompts.choose(index)}
          >
            <Thumb picture={picture} candidate={candidate} threshold={object.threshold} color={object.color} />
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
