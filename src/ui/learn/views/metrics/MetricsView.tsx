/** Measures that can be touched: a mask against a truth of the sample's or of one's own hand, with the map of errors. */
import { type JSX, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mask } from '../../../../core/mask/mask.ts';
import { packMask, unpackMask } from '../../../../core/mask/packed.ts';
import { boundaryTolerance } from '../../../../core/metrics/jf.ts';
import { paintClasses } from '../../../../core/teach/class-plane.ts';
import { bestNamed } from '../../../../core/teach/label-map.ts';
import { maskFigures } from '../../../../core/teach/mask-figures.ts';
import { errorMap } from '../../../../core/teach/overlap.ts';
import { activeObject, chosenCandidate } from '../../../../state/document.ts';
import { objectMask } from '../../../../state/object-mask.ts';
import { useApp } from '../../../app-context.tsx';
import { Slider } from '../../../kit/Slider.tsx';
import { share } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { ERROR_PAINTS, MISSED, RIGHT, WRONG } from '../../plot/paints.ts';
import { Figures, Legend, Pick } from '../../plot/pieces.tsx';
import { colourLayer, useLayers, useOutlines } from '../../plot/stage-layers.ts';
import type { LearnViewProps } from '../../view.ts';
import { PaintTruth } from './PaintTruth.tsx';
import { RobotCurve } from './RobotCurve.tsx';
import { usePaintedTruth } from './use-painted-truth.ts';

/** No truth of a sample is called this. */
const PAINTED = '*painted';

/** The mask that is measured: the active object's, else the topmost one's. */
function usePrediction(): Mask | null {
  const picture = useApp((s) => s.picture);
  const object = useApp((s) => activeObject(s.doc) ?? s.doc.objects[0] ?? null);
  return useMemo(() => {
    const packed = object && picture ? objectMask(object, picture.size) : null;
    return packed ? unpackMask(packed) : null;
  }, [object, picture]);
}

export default function MetricsView({ app, truths, report, under, onGesture }: LearnViewProps): JSX.Element {
  const { t } = useTranslation('views');
  useOutlines(app);
  const prediction = useDeferredValue(usePrediction());
  const painted = usePaintedTruth(app, onGesture);
  const paintedMask = useMemo(() => (painted.mask ? unpackMask(painted.mask) : null), [painted.mask]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [tolerance, setTolerance] = useState<number | null>(null);
  const answered = useApp((s) => {
    const object = activeObject(s.doc);
    return object && !object.mask && chosenCandidate(object) ? object : null;
  });

  const likely = useMemo(
    () => (prediction ? bestNamed(prediction, truths) : null) ?? [...truths.keys()][0] ?? PAINTED,
    [prediction, truths],
  );
  const name = chosen ?? (paintedMask ? PAINTED : likely);
  const truth = name === PAINTED ? paintedMask : (truths.get(name) ?? null);
  const pixels = useDeferredValue(tolerance ?? (truth ? boundaryTolerance(truth) : 1));

  useEffect(() => report({ painted: paintedMask }), [report, paintedMask]);

  const figures = useMemo(
    () => (prediction && truth ? maskFigures(prediction, truth, pixels) : null),
    [prediction, truth, pixels],
  );
  const layers = useMemo(() => {
    if (!truth) return [];
    const { width, height } = truth;
    const data = prediction ? errorMap(prediction, truth) : truth.data;
    return [colourLayer('errors', paintClasses({ width, height, data }, prediction ? ERROR_PAINTS : [null, MISSED]))];
  }, [prediction, truth]);
  useLayers(under, layers);

  const options = [
    ...[...truths.keys()].map((value) => ({ value, label: value })),
    { value: PAINTED, label: t('metrics.own') },
  ];
  return (
    <div className={css.stack}>
      <Pick label={t('metrics.truth')} value={name} options={options} onChange={setChosen} />
      <PaintTruth
        painted={painted}
        onStart={() => setChosen(PAINTED)}
        onCopy={
          name !== PAINTED && truth
            ? () => {
                painted.replace(packMask(truth));
                setChosen(PAINTED);
                painted.choose('paint');
              }
            : null
        }
      />
      {figures ? (
        <>
          <Figures
            figures={[
              { id: 'iou', name: t('metrics.iou'), value: share(figures.iou), strong: true },
              { id: 'dice', name: t('metrics.dice'), value: share(figures.dice) },
              { id: 'boundary-iou', name: t('metrics.boundaryIou'), value: share(figures.boundaryIou) },
              { id: 'boundary-f', name: t('metrics.boundaryF'), value: share(figures.boundaryF) },
              { id: 'precision', name: t('metrics.precision'), value: share(figures.precision) },
              { id: 'recall', name: t('metrics.recall'), value: share(figures.recall) },
              { id: 'accuracy', name: t('metrics.accuracy'), value: share(figures.pixelAccuracy) },
            ]}
          />
          {answered ? (
            <Slider
              label={t('metrics.threshold')}
              value={answered.threshold}
              min={-6}
              max={6}
              step={0.1}
              format={(v) => v.toFixed(1)}
              onChange={(v) => app.prompts.setThreshold(v)}
              onSettle={() => app.prompts.settle()}
            />
          ) : null}
          <Slider
            label={t('metrics.tolerance')}
            value={tolerance ?? boundaryTolerance(figuresSize(truth))}
            min={0}
            max={Math.max(8, 3 * boundaryTolerance(figuresSize(truth)))}
            step={1}
            onChange={setTolerance}
            format={(v) => t('metrics.pixels', { count: v })}
          />
          <p className={css.hint}>{t('metrics.band', { band: figures.band })}</p>
          <Legend
            entries={[
              { id: 'right', name: t('metrics.right', { count: figures.truePositive }), paint: RIGHT },
              { id: 'wrong', name: t('metrics.wrong', { count: figures.falsePositive }), paint: WRONG },
              { id: 'missed', name: t('metrics.missed', { count: figures.falseNegative }), paint: MISSED },
            ]}
          />
        </>
      ) : (
        <p className={css.hint} role="status">
          {truth ? t('metrics.noMask') : t('metrics.noTruth')}
        </p>
      )}
      <RobotCurve truth={truth} name={name === PAINTED ? t('metrics.own') : name} />
    </div>
  );
}

function figuresSize(truth: Mask | null): { readonly width: number; readonly height: number } {
  return truth ?? { width: 1, height: 1 };
}
