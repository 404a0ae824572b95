/** The whole picture small, with a mask in colour. */
import { type JSX, useEffect, useRef } from 'react';
import { instanceColor } from '../../core/color/palette.ts';
import { parseHex } from '../../core/color/vision.ts';
import { planeOnGrid } from '../../core/compare/agreement.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { App } from '../../state/app.ts';
import css from './Learn.module.css';
import { useDocument } from './use-document.ts';

/** Canvas pixels on the longer side; drawn at about half that many CSS pixels. */
const SIDE = 176;

export interface MaskThumbProps {
  readonly app: App;
  readonly plane: LogitsPlane;
  readonly label: string;
}

export function MaskThumb({ app, plane, label }: MaskThumbProps): JSX.Element | null {
  const picture = useDocument(app, (s) => s.picture);
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = picture ? SIDE / Math.max(picture.size.width, picture.size.height) : 1;
  const width = picture ? Math.max(1, Math.round(picture.size.width * scale)) : 1;
  const height = picture ? Math.max(1, Math.round(picture.size.height * scale)) : 1;
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context || !picture) return;
    context.drawImage(picture.bitmap, 0, 0, width, height);
    const pixels = context.getImageData(0, 0, width, height);
    const mask = planeOnGrid(plane, picture.size, { width, height });
    const tint = parseHex(instanceColor(0)) ?? { r: 230, g: 159, b: 0 };
    const colour = [tint.r, tint.g, tint.b];
    for (let i = 0; i < mask.data.length; i++) {
      for (let c = 0; c < 3; c++) {
        const value = pixels.data[i * 4 + c] ?? 0;
        pixels.data[i * 4 + c] = mask.data[i] === 1 ? value * 0.35 + (colour[c] ?? 0) * 0.65 : value * 0.5;
      }
    }
    context.putImageData(pixels, 0, 0);
  }, [picture, plane, width, height]);
  if (!picture) return null;
  return <canvas ref={canvas} className={css.canvas} width={width} height={height} role="img" aria-label={label} />;
}
