/** The embedding's three leading directions as colours over the picture. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TensorView } from '../../../../contract/segmenter.ts';
import { principalColours } from '../../../../core/teach/pca.ts';
import { contentCells } from '../../../../state/learn/embedding.ts';
import { embeddingLayer } from '../../../canvas/insight-layers.ts';
import { Slider } from '../../../kit/Slider.tsx';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import { useEmbedding } from '../../use-document.ts';
import type { LearnViewProps } from '../../view.ts';
import { Waiting } from '../../Waiting.tsx';

export default function EmbeddingView(props: LearnViewProps): JSX.Element {
  const reading = useEmbedding(props.app);
  return reading.phase === 'ready' && reading.value ? (
    <Colours {...props} view={reading.value} />
  ) : (
    <Waiting reading={reading} />
  );
}

function Colours({ view, under }: LearnViewProps & { readonly view: TensorView }): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const [opacity, setOpacity] = useState(0.85);
  const [smooth, setSmooth] = useState(false);
  const pca = useMemo(() => principalColours(view, contentCells(view)), [view]);
  useEffect(() => {
    under([embeddingLayer(view, pca.rgb, opacity, smooth)]);
  }, [under, view, pca, opacity, smooth]);
  const cells = contentCells(view);
  const [first, second, third] = pca.explained;
  return (
    <div className={css.panel}>
      <p className={css.sentence}>{t('views.embedding.text', { share: figures.percent(first + second + third) })}</p>
      <p className={css.sentence}>
        {t('views.embedding.cells', { ...cells, channels: view.channels, name: view.name })}{' '}
        {t('views.embedding.explained', {
          first: figures.percent(first),
          second: figures.percent(second),
          third: figures.percent(third),
        })}
      </p>
      <Slider
        label={t('views.embedding.opacity')}
        value={opacity}
        min={0}
        max={1}
        step={0.05}
        format={figures.percent}
        onChange={setOpacity}
      />
      <label className={css.row}>
        <input type="checkbox" checked={smooth} onChange={(event) => setSmooth(event.target.checked)} />
        {t('views.embedding.smooth')}
      </label>
    </div>
  );
}
