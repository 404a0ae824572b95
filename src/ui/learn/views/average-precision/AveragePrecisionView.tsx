/** Average precision built step by step from the live model's own predictions, with the official matching. */
import { type JSX, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { packMask } from '../../../../core/mask/packed.ts';
import { type ApScene, apAt, lostQuestion, meanAp, overlapsOf } from '../../../../core/teach/ap-scene.ts';
import { wholes } from '../../../../core/teach/label-map.ts';
import { type Prediction, type PredictionSource, predict } from '../../../../state/learn/predictions.ts';
import { Button } from '../../../kit/Button.tsx';
import { Slider } from '../../../kit/Slider.tsx';
import { share } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { FOCUS, MISSED, RIGHT, WRONG } from '../../plot/paints.ts';
import { Figures, Legend, Pick, RunStatus } from '../../plot/pieces.tsx';
import { useLayers, useOutlines } from '../../plot/stage-layers.ts';
import { useEncoded } from '../../plot/use-encoded.ts';
import { useRun } from '../../plot/use-run.ts';
import type { LearnViewProps } from '../../view.ts';
import { matchLayers } from './match-layers.ts';
import { PrCurve } from './PrCurve.tsx';
import { StepTable } from './StepTable.tsx';

const SOURCES: readonly PredictionSource[] = ['boxes', 'clicks', 'everything'];

export default function AveragePrecisionView({ app, truths, report, under }: LearnViewProps): JSX.Element {
  const { t } = useTranslation('views');
  useOutlines(app);
  const encoded = useEncoded();
  const run = useRun();
  const { start } = run;
  const takesBoxes = encoded?.engine.manifest.prompts.includes('box') ?? true;
  const sources = SOURCES.filter((s) => takesBoxes || s !== 'boxes');
  const [chosen, setChosen] = useState<PredictionSource>('boxes');
  const source = sources.includes(chosen) ? chosen : 'clicks';
  const [predictions, setPredictions] = useState<readonly Prediction[] | null>(null);
  const [threshold, setThreshold] = useState(0.5);
  const [used, setUsed] = useState(0);

  const things = useMemo(() => [...wholes(truths)].map(([name, mask]) => ({ name, mask: packMask(mask) })), [truths]);

  useEffect(() => {
    if (!encoded || truths.size === 0) return;
    const { predictor, picture } = encoded;
    setPredictions(null);
    start(async (signal, progress) => {
      const found = await predict(source, predictor, picture.size, wholes(truths), signal, progress);
      if (signal.aborted) return;
      setPredictions(found);
      setUsed(found.length);
    });
  }, [encoded, truths, source, start]);

  const scene = useMemo(
    (): ApScene | null =>
      predictions && {
        scores: predictions.map((p) => p.score),
        ious: overlapsOf(
          predictions.map((p) => p.mask),
          things.map((thing) => thing.mask),
        ),
        truths: things.length,
      },
    [predictions, things],
  );
  const built = useMemo(() => (scene ? apAt(scene, threshold) : null), [scene, threshold]);
  const mean = useMemo(() => (scene ? meanAp(scene) : null), [scene]);

  const nameOf = useMemo(() => (index: number) => t('ap.mask', { n: index + 1 }), [t]);
  useEffect(() => {
    const question = scene ? lostQuestion(scene, 0.5, 0.75, 3) : null;
    report({
      averagePrecision: scene ? apAt(scene, 0.5).ap : null,
      lostAt75: question ? nameOf(question.answer) : null,
      choices: question ? question.choices.map(nameOf) : [],
    });
  }, [scene, report, nameOf]);

  const shown = useDeferredValue(used);
  const layers = useMemo(
    () => (encoded && predictions && built ? matchLayers(encoded.picture.size, predictions, things, built, shown) : []),
    [encoded, predictions, things, built, shown],
  );
  useLayers(under, layers);

  if (truths.size === 0) return <p className={css.hint}>{t('needTruth')}</p>;
  if (!encoded) return <p className={css.hint}>{t('waiting')}</p>;
  const at = built?.steps[used - 1];
  const count = predictions?.length ?? 0;
  return (
    <div className={css.stack}>
      <p className={css.hint}>{t('ap.text', { count: things.length })}</p>
      <Pick
        label={t('ap.source')}
        value={source}
        options={sources.map((value) => ({ value, label: t(`ap.${value}`) }))}
        onChange={setChosen}
      />
      <p className={css.hint}>{t(`ap.sourceText.${source}`)}</p>
      <RunStatus run={run} doing={t('ap.predicting')} />
      {built && predictions ? (
        <>
          <Figures
            figures={[
              { id: 'ap', name: t('ap.ap', { threshold: threshold.toFixed(2) }), value: share(built.ap), strong: true },
              { id: 'mean', name: t('ap.mean'), value: share(mean) },
              { id: 'precision', name: t('ap.precision'), value: share(at?.precision) },
              { id: 'recall', name: t('ap.recall'), value: share(at?.recall ?? 0) },
            ]}
          />
          <Slider
            label={t('ap.threshold')}
            value={threshold}
            min={0.05}
            max={0.95}
            step={0.05}
            onChange={(v) => setThreshold(Math.round(v * 100) / 100)}
            format={(v) => v.toFixed(2)}
          />
          <Slider
            label={t('ap.used')}
            value={used}
            min={0}
            max={count}
            step={1}
            onChange={setUsed}
            format={(v) => t('ap.usedValue', { count: v, total: count, score: share(built.steps[v - 1]?.score) })}
          />
          <div className={css.spread}>
            <Button isDisabled={used <= 0} onPress={() => setUsed(used - 1)}>
              {t('previous')}
            </Button>
            <Button look="quiet" isDisabled={used === 0} onPress={() => setUsed(0)}>
              {t('ap.restart')}
            </Button>
            <Button isDisabled={used >= count} onPress={() => setUsed(used + 1)}>
              {t('next')}
            </Button>
          </div>
          {at ? (
            <p role="status" data-testid="ap-step">
              {at.truth >= 0
                ? t('ap.hit', { mask: nameOf(at.detection), thing: things[at.truth]?.name ?? '', iou: share(at.iou) })
                : t(at.iou >= threshold ? 'ap.taken' : 'ap.miss', { mask: nameOf(at.detection), iou: share(at.iou) })}
            </p>
          ) : (
            <p role="status">{t('ap.nothing')}</p>
          )}
          <Legend
            entries={[
              { id: 'hit', name: t('ap.hits', { count: at?.hits ?? 0 }), paint: RIGHT },
              { id: 'false', name: t('ap.falseAlarms', { count: at?.falseAlarms ?? 0 }), paint: WRONG },
              { id: 'missed', name: t('ap.missed', { count: things.length - (at?.hits ?? 0) }), paint: MISSED },
              { id: 'now', name: t('ap.now'), paint: FOCUS },
            ]}
          />
          <PrCurve built={built} used={used} />
          <StepTable
            built={built}
            used={used}
            names={things.map((thing) => thing.name)}
            nameOf={nameOf}
            onUse={setUsed}
          />
        </>
      ) : null}
    </div>
  );
}
