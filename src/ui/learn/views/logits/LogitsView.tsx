/** The logits behind the mask: heat map with the threshold as a line, what is undecided, and the histogram. */
import { type JSX, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogitsPlane } from '../../../../core/mask/logits.ts';
import { logitHistogram, STABILITY_OFFSET, thresholdEffect } from '../../../../core/teach/histogram.ts';
import { chosenCandidate } from '../../../../state/document.ts';
import { logitsLayer, reachOf } from '../../../canvas/insight-layers.ts';
import { Slider } from '../../../kit/Slider.tsx';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import { useShownObject } from '../../use-document.ts';
import type { LearnViewProps } from '../../view.ts';
import { Histogram } from './Histogram.tsx';

const BINS = 48;

export default function LogitsView(props: LearnViewProps): JSX.Element {
  const { t } = useTranslation('learn');
  const object = useShownObject(props.app);
  const plane = object && !object.mask ? chosenCandidate(object)?.logits : undefined;
  const { under } = props;
  useEffect(() => {
    if (!plane) under([]);
  }, [plane, under]);
  if (!object || !plane) {
    return <p className={css.quiet}>{t(object?.mask ? 'views.logits.fixed' : 'views.logits.none')}</p>;
  }
  return <Logits {...props} plane={plane} threshold={object.threshold} />;
}

interface LogitsProps extends LearnViewProps {
  readonly plane: LogitsPlane;
  readonly threshold: number;
}

function Logits({ app, under, plane, threshold }: LogitsProps): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const reach = useMemo(() => reachOf(plane), [plane]);
  useEffect(() => {
    under([logitsLayer(plane, threshold, STABILITY_OFFSET, reach)]);
  }, [under, plane, threshold, reach]);
  const histogram = useMemo(() => logitHistogram(plane, -reach, reach, BINS), [plane, reach]);
  const zero = useMemo(() => thresholdEffect(plane, 0, STABILITY_OFFSET), [plane]);
  const effect = useMemo(() => thresholdEffect(plane, threshold, STABILITY_OFFSET), [plane, threshold]);
  const kept = zero.area > 0 ? effect.area / zero.area : null;
  return (
    <div className={css.panel}>
      <p className={css.sentence} role="status">
        {t('views.logits.sentence', {
          threshold: figures.signed(threshold),
          area: figures.percent(effect.area),
          stability: figures.ratio(effect.stability),
        })}
      </p>
      <Slider
        label={t('views.logits.threshold')}
        value={threshold}
        min={-6}
        max={6}
        step={0.1}
        format={figures.signed}
        onChange={(value) => app.prompts.setThreshold(value)}
        onSettle={() => app.prompts.settle()}
      />
      <Histogram histogram={histogram} threshold={threshold} offset={STABILITY_OFFSET} />
      <dl className={css.figures}>
        <dt>{t('views.logits.area')}</dt>
        <dd>{figures.percent(effect.area)}</dd>
        <dt>{t('views.logits.ofZero')}</dt>
        <dd data-testid="of-zero">{kept === null ? '–' : figures.percent(kept)}</dd>
        <dt>
          {t('views.logits.undecided', {
            low: figures.signed(threshold - STABILITY_OFFSET),
            high: figures.signed(threshold + STABILITY_OFFSET),
          })}
        </dt>
        <dd>{figures.percent(effect.undecided)}</dd>
        <dt>{t('views.logits.stability')}</dt>
        <dd data-testid="stability">{figures.ratio(effect.stability)}</dd>
      </dl>
    </div>
  );
}
