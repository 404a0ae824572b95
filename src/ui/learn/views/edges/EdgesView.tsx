/** Edges: from the model's map over ridges and thin lines to matched pixels and the F-measure. */
import { type JSX, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { comparisonGrid } from '../../../../core/compare/agreement.ts';
import { boundaryThresholds } from '../../../../core/metrics/bsds-boundary.ts';
import {
  EdgeJudge,
  type EdgeMatch,
  edgeProbability,
  edgeRidges,
  resizeLabels,
  truthOutlines,
} from '../../../../core/teach/edge-steps.ts';
import { indexMap } from '../../../../core/teach/label-map.ts';
import { bestPoint, sweepThresholds } from '../../../../state/learn/edge-curve.ts';
import { Button } from '../../../kit/Button.tsx';
import { Segmented } from '../../../kit/Segmented.tsx';
import { Slider } from '../../../kit/Slider.tsx';
import { LineChart } from '../../plot/LineChart.tsx';
import { share } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { MISSED, plain, RIGHT_LINE, WRONG } from '../../plot/paints.ts';
import { Figures, Legend, RunStatus } from '../../plot/pieces.tsx';
import { useLayers, useOutlines } from '../../plot/stage-layers.ts';
import { useEncoded } from '../../plot/use-encoded.ts';
import { useRun } from '../../plot/use-run.ts';
import type { LearnViewProps } from '../../view.ts';
import { linesLayer, mapLayer, matchLayer } from './edge-layers.ts';
import { useEdgeLogits } from './use-edge-logits.ts';

/** Matching is done on a picture of at most this size, as large as those of BSDS500. */
const MOST_SIDE = 512;
const SWEEP = boundaryThresholds(33);
const STEPS = ['map', 'ridges', 'lines', 'match'] as const;
type Step = (typeof STEPS)[number];

export default function EdgesView({ app, truths, report, under }: LearnViewProps): JSX.Element {
  const { t } = useTranslation('views');
  useOutlines(app);
  const encoded = useEncoded();
  const logits = useEdgeLogits(encoded);
  const run = useRun();
  const [step, setStep] = useState<Step>('map');
  const [threshold, setThreshold] = useState(0.3);
  const [isThin, setThin] = useState(true);
  const [curve, setCurve] = useState<readonly EdgeMatch[]>([]);

  const picture = encoded?.picture.size;
  const plane = logits.phase === 'ready' ? logits.plane : null;
  const size = useMemo(() => (picture ? comparisonGrid(picture, MOST_SIDE) : null), [picture]);
  const probability = useMemo(
    () => (plane && picture && size ? edgeProbability(plane, picture, size) : null),
    [plane, picture, size],
  );
  const ridges = useMemo(() => (probability ? edgeRidges(probability) : null), [probability]);
  const truth = useMemo(() => {
    if (!size || !picture || truths.size === 0) return null;
    return truthOutlines(resizeLabels(indexMap(truths, picture), size));
  }, [size, picture, truths]);
  const judge = useMemo(
    () => (ridges ? new EdgeJudge(ridges, truth ?? { ...ridges, data: new Uint8Array(ridges.data.length) }) : null),
    [ridges, truth],
  );
  const at = useDeferredValue(threshold);
  const match = useMemo(() => judge?.at(at, isThin) ?? null, [judge, at, isThin]);

  const { start, stop } = run;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture, model or truth ends the curve of the one before
  useEffect(() => {
    stop();
    setCurve([]);
  }, [judge]);

  const best = bestPoint(curve);
  const bestEdgeF = curve.length === SWEEP.length ? (best?.f ?? null) : null;
  useEffect(() => report({ bestEdgeF }), [report, bestEdgeF]);

  const layers = useMemo(() => {
    if (!picture || !probability || !ridges || !match) return [];
    if (step === 'map') return [mapLayer(probability, picture)];
    if (step === 'ridges') return [mapLayer(ridges, picture)];
    return [step === 'match' && truth ? matchLayer(match, ridges, picture) : linesLayer(match, ridges, picture)];
  }, [picture, probability, ridges, match, step, truth]);
  useLayers(under, layers);

  if (!encoded) return <p className={css.hint}>{t('waiting')}</p>;
  if (logits.phase === 'absent') return <p className={css.hint}>{t('edges.absent')}</p>;
  if (logits.phase === 'failed') {
    return (
      <p className={css.error} role="alert">
        {t('failed', { reason: logits.reason })}
      </p>
    );
  }
  if (!match || !size || !judge) return <p className={css.hint}>{t('edges.reading')}</p>;
  const sweep = (): void => {
    setCurve([]);
    start((signal, progress) => sweepThresholds(judge, SWEEP, signal, setCurve, progress));
  };
  return (
    <div className={css.stack}>
      <Segmented
        label={t('edges.steps')}
        value={step}
        options={STEPS.filter((id) => truth || id !== 'match').map((id) => ({
          value: id,
          label: t(`edges.step.${id}`),
        }))}
        onChange={setStep}
      />
      <p className={css.hint}>{t(`edges.explain.${step}`)}</p>
      {step === 'map' || step === 'ridges' ? null : (
        <>
          <Slider
            label={t('edges.threshold')}
            value={threshold}
            min={0.02}
            max={0.98}
            step={0.01}
            onChange={setThreshold}
            format={(v) => v.toFixed(2)}
          />
          <Segmented
            label={t('edges.thinning')}
            value={isThin ? 'thin' : 'wide'}
            options={[
              { value: 'thin', label: t('edges.thin') },
              { value: 'wide', label: t('edges.wide') },
            ]}
            onChange={(value) => setThin(value === 'thin')}
          />
        </>
      )}
      {truth ? (
        <>
          {step === 'match' ? (
            <>
              <Figures
                figures={[
                  { id: 'f', name: 'F', value: share(match.f), strong: true },
                  { id: 'precision', name: t('edges.precision'), value: share(match.precision) },
                  { id: 'recall', name: t('edges.recall'), value: share(match.recall) },
                ]}
              />
              <Legend
                entries={[
                  { id: 'matched', name: t('edges.matched', { count: match.pairs }), paint: RIGHT_LINE },
                  { id: 'wrong', name: t('edges.wrong', { count: match.found - match.pairs }), paint: plain(WRONG) },
                  { id: 'missed', name: t('edges.missed', { count: match.truth - match.pairs }), paint: plain(MISSED) },
                ]}
              />
              <p className={css.hint}>
                {t('edges.rule', { pixels: judge.reach.toFixed(1), width: size.width, height: size.height })}
              </p>
              <p className={css.hint}>{t('edges.limits')}</p>
            </>
          ) : (
            <p role="status">{t('edges.pixels', { count: match.found })}</p>
          )}
          <div className={css.row}>
            <Button isDisabled={run.running} onPress={sweep}>
              {t('edges.sweep')}
            </Button>
          </div>
          <RunStatus run={run} doing={t('edges.sweeping')} />
          {curve.length > 1 ? (
            <>
              <LineChart
                label={t('edges.curve', { f: share(best?.f), threshold: best?.threshold.toFixed(2) ?? '' })}
                xName={t('edges.threshold')}
                yName={t('edges.value')}
                x={[0, 1]}
                y={[0, 1]}
                xTicks={[0, 0.25, 0.5, 0.75, 1]}
                yTicks={[0, 0.25, 0.5, 0.75, 1]}
                series={[
                  {
                    id: 'precision',
                    tone: 1,
                    dashed: true,
                    points: curve.map((m) => [m.threshold, m.precision] as const),
                  },
                  { id: 'recall', tone: 2, dashed: true, points: curve.map((m) => [m.threshold, m.recall] as const) },
                  { id: 'f', tone: 0, points: curve.map((m) => [m.threshold, m.f] as const) },
                ]}
                mark={isThin ? [match.threshold, match.f] : null}
              />
              <p>{t('edges.best', { f: share(best?.f), threshold: best?.threshold.toFixed(2) ?? '' })}</p>
            </>
          ) : null}
        </>
      ) : (
        <p className={css.hint}>{t('edges.noTruth')}</p>
      )}
    </div>
  );
}
