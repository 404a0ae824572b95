/** A picture with a map of numbers over it, drawn small, for what is not on the stage. */
import { type JSX, useEffect, useRef } from 'react';
import type { TensorView } from '../../contract/segmenter.ts';
import { type RampName, rampTable } from '../../core/color/palette.ts';
import css from './Learn.module.css';

const SIDE = 480;

export interface HeatCanvasProps {
  readonly bitmap: ImageBitmap;
  /** Where the map's cells lie on the picture. */
  readonly place: Pick<TensorView, 'width' | 'height' | 'content'>;
  readonly values: Float32Array | null;
  readonly range: readonly [number, number];
  readonly ramp: RampName;
  readonly label: string;
}

export function HeatCanvas({ bitmap, place, values, range, ramp, label }: HeatCanvasProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.drawImage(bitmap, 0, 0, width, height);
    if (!values) return;
    const pixels = context.getImageData(0, 0, width, height);
    const table = rampTable(ramp);
    const [low, high] = range;
    for (let y = 0; y < height; y++) {
      const row = Math.min(place.height - 1, Math.floor(((y + 0.5) / height) * place.content.height)) * place.width;
      for (let x = 0; x < width; x++) {
        const value = values[row + Math.floor(((x + 0.5) / width) * place.content.width)] ?? 0;
        const texel = Math.round(Math.min(1, Math.max(0, (value - low) / (high - low))) * 255) * 4;
        const at = (y * width + x) * 4;
        for (let c = 0; c < 3; c++)
          pixels.data[at + c] = (pixels.data[at + c] ?? 0) * 0.35 + (table[texel + c] ?? 0) * 0.65;
      }
    }
    context.putImageData(pixels, 0, 0);
  }, [bitmap, place, values, range, ramp, width, height]);
  return <canvas ref={canvas} className={css.canvas} width={width} height={height} role="img" aria-label={label} />;
}
