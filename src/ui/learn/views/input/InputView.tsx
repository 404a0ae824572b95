/** What the encoder is given: the resized picture, its padding, its values, and the grid of the embedding over it. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TensorView } from '../../../../contract/segmenter.ts';
import { chequered, inputFigures } from '../../../../core/teach/model-input.ts';
import type { Encoded } from '../../../../state/flows/encode.ts';
import { contentCells, readEmbedding } from '../../../../state/learn/embedding.ts';
import type { MaskLayer } from '../../../canvas/stage-types.ts';
import { Segmented } from '../../../kit/Segmented.tsx';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import { useEncoded, useReading } from '../../use-document.ts';
import { usePointer } from '../../use-pointer.ts';
import type { LearnViewProps } from '../../view.ts';
import { Waiting } from '../../Waiting.tsx';
import { InputCanvas } from './InputCanvas.tsx';
import { Lens } from './Lens.tsx';

interface Seen {
  readonly input: TensorView;
  readonly embedding: TensorView | null;
}

async function read({ predictor }: Encoded): Promise<Seen> {
  const [input, embedding] = await Promise.all([predictor.input(), readEmbedding(predictor)]);
  return { input, embedding };
}

export default function InputView(props: LearnViewProps): JSX.Element {
  const encoded = useEncoded(props.app);
  const reading = useReading(encoded, read);
  return encoded && reading.phase === 'ready' && reading.value ? (
    <Input {...props} {...reading.value} encoded={encoded} />
  ) : (
    <Waiting reading={reading} />
  );
}

type Shown = 'picture' | 'pixels' | 'grid';

function layersFor(shown: Shown, { input, embedding }: Seen): readonly MaskLayer[] {
  const base = { id: `input-${shown}`, kind: 'plane', range: [0, 1], smooth: false } as const;
  if (shown === 'pixels') {
    const { width, height, data, content, box } = input;
    return [{ ...base, width, height, channels: 3, data, content, box, ramp: 'rgb', opacity: 1 }];
  }
  if (shown === 'grid' && embedding) {
    const { width, height, content, box } = embedding;
    return [
      {
        ...base,
        width,
        height,
        channels: 1,
        data: chequered(width, height),
        content,
        box,
        ramp: 'viridis',
        opacity: 0.4,
      },
    ];
  }
  return [];
}

const by = (size: { readonly width: number; readonly height: number }): string => `${size.width} × ${size.height}`;

function Input(props: LearnViewProps & Seen & { readonly encoded: Encoded }): JSX.Element {
  const { input, embedding, encoded, under, report, onGesture } = props;
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const [shown, setShown] = useState<Shown>('grid');
  const at = usePointer(onGesture);
  const { placement } = encoded.predictor;
  const { transform } = encoded.engine.manifest;
  const cells = embedding ? contentCells(embedding) : null;
  const values = useMemo(() => inputFigures(input.data, transform), [input, transform]);
  useEffect(() => under(layersFor(shown, { input, embedding })), [under, shown, input, embedding]);
  const count = cells ? cells.width * cells.height : null;
  useEffect(() => report({ embeddingCells: count }), [report, count]);
  const padded =
    1 - (placement.content.width * placement.content.height) / (placement.canvas.width * placement.canvas.height);
  return (
    <div className={css.panel}>
      <p className={css.sentence} data-testid="input">
        {t('views.input.text', {
          source: by(encoded.picture.size),
          content: by(placement.content),
          canvas: by(placement.canvas),
          columns: cells?.width ?? 0,
          rows: cells?.height ?? 0,
          stride: embedding ? Math.round(placement.canvas.width / embedding.width) : 0,
        })}{' '}
        {t('views.input.values', {
          low: figures.signed(values.low),
          high: figures.signed(values.high),
          mean: figures.signed(values.mean),
          means: transform.mean.map(figures.signed).join(', '),
          stds: transform.std.map(figures.ratio).join(', '),
        })}
      </p>
      <Segmented<Shown>
        label={t('views.input.show')}
        value={shown}
        options={[
          { value: 'grid', label: t('views.input.grid') },
          { value: 'pixels', label: t('views.input.pixels') },
          { value: 'picture', label: t('views.input.off') },
        ]}
        onChange={setShown}
      />
      <Lens encoded={encoded} input={input} embedding={embedding} at={at} />
      <InputCanvas input={input} placement={placement} transform={transform} />
      <p className={css.quiet}>
        {t('views.input.canvas')}: {t('views.input.padded', { share: figures.percent(padded) })}
      </p>
    </div>
  );
}
