/** How alike every place is to the one pointed at, here and in a second picture. */
import { type JSX, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TensorView } from '../../../../contract/segmenter.ts';
import { cosineTo, rangeIn } from '../../../../core/teach/similarity.ts';
import { contentCells, directionOf, spreadOf } from '../../../../state/learn/embedding.ts';
import { likenessLayer } from '../../../canvas/insight-layers.ts';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import { RampLegend } from '../../RampLegend.tsx';
import { useEmbedding } from '../../use-document.ts';
import { usePointer } from '../../use-pointer.ts';
import type { LearnViewProps } from '../../view.ts';
import { Waiting } from '../../Waiting.tsx';
import { SecondPicture } from './SecondPicture.tsx';

export default function SimilarityView(props: LearnViewProps): JSX.Element {
  const reading = useEmbedding(props.app);
  return reading.phase === 'ready' && reading.value ? (
    <Similarity {...props} view={reading.value} />
  ) : (
    <Waiting reading={reading} />
  );
}

function Similarity({
  app,
  view,
  under,
  onGesture,
  report,
}: LearnViewProps & { readonly view: TensorView }): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const at = usePointer(onGesture);
  const direction = useMemo(() => (at ? directionOf(view, at) : null), [view, at]);
  const values = useMemo(() => (direction ? cosineTo(view, direction) : null), [view, direction]);
  const spread = useMemo(() => (values ? spreadOf(values, view) : null), [values, view]);
  const seen = useRef<readonly [number, number] | null>(null);
  useEffect(() => {
    if (!values) return;
    const [low, high] = rangeIn(values, view.width, contentCells(view));
    const before = seen.current;
    seen.current = [Math.min(low, before?.[0] ?? low), Math.max(high, before?.[1] ?? high)];
    report({ similaritySpan: seen.current[1] - seen.current[0] });
  }, [values, view, report]);
  useEffect(() => {
    under(values ? [likenessLayer(view, values)] : []);
  }, [under, view, values]);
  return (
    <div className={css.panel}>
      <p className={css.sentence}>{t('views.similarity.text')}</p>
      {at && spread ? (
        <p className={css.sentence} role="status" data-testid="similarity">
          {t('views.similarity.here', {
            x: Math.round(at.x),
            y: Math.round(at.y),
            median: figures.signed(spread.median),
            share: figures.percent(spread.above),
          })}{' '}
          {t('views.similarity.range', {
            low: figures.signed(spread.low),
            high: figures.signed(spread.high),
            span: figures.ratio(spread.high - spread.low),
          })}
        </p>
      ) : null}
      <RampLegend ramp="viridis" low={`−1 ${t('views.similarity.least')}`} high={`1 ${t('views.similarity.most')}`} />
      <SecondPicture app={app} direction={direction} />
    </div>
  );
}
