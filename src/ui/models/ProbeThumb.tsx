/** The test picture with the model's mask on it, and the click that asked for it. */
import { type JSX, useEffect, useRef } from 'react';
import { logitsToMask } from '../../core/mask/logits.ts';
import type { Probe } from '../../state/models/probe.ts';
import css from './OwnModelPanel.module.css';

/** Canvas pixels across. */
const WIDTH = 320;
/** Red, green, blue and opacity of what is mask. */
const TINT = [230, 159, 0, 165] as const;

export function ProbeThumb({ probe }: { readonly probe: Probe }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { picture, answer, at } = probe;
  const height = Math.round((WIDTH * picture.height) / picture.width);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const best = answer.candidates[answer.best];
    if (!context || !best) return;
    const sx = WIDTH / picture.width;
    const sy = height / picture.height;
    const { box } = best.logits;
    const small = { x0: box.x0 * sx, y0: box.y0 * sy, x1: box.x1 * sx, y1: box.y1 * sy };
    const mask = logitsToMask({ ...best.logits, box: small }, { width: WIDTH, height });
    const pixels = context.createImageData(WIDTH, height);
    for (const [i, inside] of mask.data.entries()) if (inside) pixels.data.set(TINT, i * 4);
    context.putImageData(pixels, 0, 0);
    if (!at) return;
    context.beginPath();
    context.arc(at.x * sx, at.y * sy, 5, 0, 2 * Math.PI);
    context.fillStyle = '#fff';
    context.strokeStyle = '#000';
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  }, [picture, answer, at, height]);
  return (
    <div className={css.probe}>
      <img src={picture.url} alt="" width={WIDTH} height={height} />
      <canvas
        ref={canvas}
        width={WIDTH}
        height={height}
        role="img"
        aria-label={`The test picture “${picture.name}” with the mask that the model gave`}
      />
    </div>
  );
}
