/** A magnifier: the picture at a place, and what is left of it in the encoder's input. */
import { type JSX, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TensorView } from '../../../../contract/segmenter.ts';
import type { ImagePoint } from '../../../../core/geometry/space.ts';
import type { Encoded } from '../../../../state/flows/encode.ts';
import { Segmented } from '../../../kit/Segmented.tsx';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import { tensorImage } from './InputCanvas.tsx';
import own from './Lens.module.css';

/** Input pixels along a side of the lens, at the size in use. */
const PIXELS = 40;
const SIDE = 220;

export interface LensProps {
  readonly encoded: Encoded;
  readonly input: TensorView;
  readonly embedding: TensorView | null;
  readonly at: ImagePoint | null;
}

/** The encoder's input as it is, or the picture resized to what another size would have given. */
function useShrunk(encoded: Encoded, input: TensorView, size: number): OffscreenCanvas {
  const { bitmap } = encoded.picture;
  const inUse = encoded.engine.manifest.transform.size;
  return useMemo(() => {
    const scale = size / inUse;
    const width = Math.max(1, Math.round(input.width * scale));
    const height = Math.max(1, Math.round(input.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (size === inUse) {
      context?.putImageData(tensorImage(input), 0, 0);
    } else if (context) {
      context.imageSmoothingQuality = 'high';
      context.drawImage(bitmap, 0, 0, width, height);
    }
    return canvas;
  }, [bitmap, input, size, inUse]);
}

export function Lens({ encoded, input, embedding, at }: LensProps): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const { picture } = encoded;
  const { transform } = encoded.engine.manifest;
  const [size, setSize] = useState(transform.size);
  const shrunk = useShrunk(encoded, input, size);
  const before = useRef<HTMLCanvasElement>(null);
  const after = useRef<HTMLCanvasElement>(null);
  const perPixel = picture.size.width / input.width;
  const place = at ?? { x: picture.size.width / 2, y: picture.size.height / 2 };
  const { x, y } = place;
  useEffect(() => {
    const span = Math.min(PIXELS * perPixel, picture.size.width, picture.size.height);
    const left = Math.min(Math.max(0, x - span / 2), picture.size.width - span);
    const top = Math.min(Math.max(0, y - span / 2), picture.size.height - span);
    const draw = (canvas: HTMLCanvasElement | null, source: ImageBitmap | OffscreenCanvas): void => {
      const context = canvas?.getContext('2d');
      if (!context) return;
      const scale = source.width / picture.size.width;
      context.imageSmoothingEnabled = false;
      context.clearRect(0, 0, SIDE, SIDE);
      context.drawImage(source, left * scale, top * scale, span * scale, span * scale, 0, 0, SIDE, SIDE);
      if (!embedding) return;
      const cell = (picture.size.width / embedding.content.width) * (SIDE / span);
      const cx =
        (Math.floor((x / picture.size.width) * embedding.content.width) * picture.size.width) / embedding.content.width;
      const cy =
        (Math.floor((y / picture.size.height) * embedding.content.height) * picture.size.height) /
        embedding.content.height;
      context.strokeStyle = '#d55e00';
      context.lineWidth = 2;
      context.strokeRect(((cx - left) / span) * SIDE, ((cy - top) / span) * SIDE, cell, cell);
    };
    draw(before.current, picture.bitmap);
    draw(after.current, shrunk);
  }, [picture, shrunk, embedding, perPixel, x, y]);
  const sizes = transform.allowedSizes ?? [transform.size];
  const words = t('views.input.lensText', {
    x: Math.round(x),
    y: Math.round(y),
    pixels: figures.ratio((perPixel * transform.size) / size),
  });
  return (
    <figure className={css.panel}>
      <div className={own.pair}>
        <div>
          <canvas
            ref={before}
            className={css.canvas}
            width={SIDE}
            height={SIDE}
            role="img"
            aria-label={t('views.input.before')}
          />
          <p className={css.quiet}>{t('views.input.before')}</p>
        </div>
        <div>
          <canvas
            ref={after}
            className={css.canvas}
            width={SIDE}
            height={SIDE}
            role="img"
            aria-label={t('views.input.after')}
          />
          <p className={css.quiet}>
            {t('views.input.after')} ({size})
          </p>
        </div>
      </div>
      <figcaption className={css.quiet}>{words}</figcaption>
      {sizes.length > 1 ? (
        <Segmented
          label={t('views.input.atSize')}
          value={String(size)}
          options={sizes.map((s) => ({ value: String(s), label: String(s) }))}
          onChange={(next) => setSize(Number(next))}
        />
      ) : null}
    </figure>
  );
}
