/** The encoder's whole canvas, small: the picture part and what the rest is filled with. */
import { type JSX, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelManifest } from '../../../../contract/manifest.ts';
import type { TensorView } from '../../../../contract/segmenter.ts';
import { MEAN_COLOUR } from '../../../../core/color/mean-colour.ts';
import type { Placement } from '../../../../core/geometry/resize.ts';
import css from '../../Learn.module.css';

export interface InputCanvasProps {
  readonly input: TensorView;
  readonly placement: Placement;
  readonly transform: ModelManifest['transform'];
}

/** Pixels of a [3, height, width] tensor in 0..1 as a picture. */
export function tensorImage({ width, height, data }: TensorView): ImageData {
  const image = new ImageData(width, height);
  const plane = width * height;
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) image.data[i * 4 + c] = Math.round((data[c * plane + i] ?? 0) * 255);
    image.data[i * 4 + 3] = 255;
  }
  return image;
}

/** What the padding looks like: the mean colour, or what becomes zero once the values are shifted and scaled. */
function padColour({ pad, mean, range }: ModelManifest['transform']): string {
  const channels = pad === 'mean-colour' ? MEAN_COLOUR : mean.map((m) => m / range);
  return `rgb(${channels.map((c) => Math.round(c * 255)).join(' ')})`;
}

export function InputCanvas({ input, placement, transform }: InputCanvasProps): JSX.Element {
  const { t } = useTranslation('learn');
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = placement.canvas;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.fillStyle = padColour(transform);
    context.fillRect(0, 0, width, height);
    context.putImageData(tensorImage(input), 0, 0);
    context.strokeStyle = '#d55e00';
    context.lineWidth = 2;
    context.strokeRect(1, 1, placement.content.width - 2, placement.content.height - 2);
  }, [input, placement, transform, width, height]);
  return (
    <canvas
      ref={canvas}
      className={css.canvas}
      width={width}
      height={height}
      role="img"
      aria-label={t('views.input.canvas')}
    />
  );
}
