/** Everything mode, slowed down: all masks of a real run, and what each step of the choice leaves of them. */
import { type JSX, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { afterStep, EVERYTHING_STEPS, type EverythingStep, judgeAll } from '../../../../core/teach/everything-steps.ts';
import { POINTS_PER_BATCH } from '../../../../state/flows/find-everything.ts';
import { type EveryMask, everyMask } from '../../../../state/learn/every-mask.ts';
import { Button } from '../../../kit/Button.tsx';
import { Segmented } from '../../../kit/Segmented.tsx';
import css from '../../plot/Plot.module.css';
import { RunStatus } from '../../plot/pieces.tsx';
import { useLayers, useOutlines } from '../../plot/stage-layers.ts';
import { useEncoded } from '../../plot/use-encoded.ts';
import { useRun } from '../../plot/use-run.ts';
import type { LearnViewProps } from '../../view.ts';
import { gridLayers, pointLayers, stepLayers } from './everything-layers.ts';
import { LIMITS, type Limits, StepPanel } from './StepPanel.tsx';
import { StepRail } from './StepRail.tsx';

const SIDES = ['4', '8', '12', '16'] as const;
type Side = (typeof SIDES)[number];

export default function EverythingView({ app, under }: LearnViewProps): JSX.Element {
  const { t } = useTranslation('views');
  useOutlines(app);
  const encoded = useEncoded();
  const run = useRun();
  const [side, setSide] = useState<Side>('8');
  const [every, setEvery] = useState<EveryMask | null>(null);
  const [step, setStep] = useState<EverythingStep>('points');
  const [limits, setLimits] = useState<Limits>(LIMITS);
  const [point, setPoint] = useState(0);
  const [showDropped, setShowDropped] = useState(false);

  // Another model or picture: what was computed belongs to the one before.
  const predictor = encoded?.predictor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    setEvery(null);
    setStep('points');
  }, [predictor]);

  const compute = (): void => {
    if (!encoded) return;
    setEvery(null);
    setStep('points');
    setPoint(0);
    run.start(async (signal, progress) => {
      const all = await everyMask(encoded.predictor, Number(side), signal, progress);
      if (signal.aborted) return;
      setEvery(all);
      setStep('masks');
    });
  };

  const judged = useDeferredValue(limits);
  const verdicts = useMemo(() => (every ? judgeAll(every.masks, POINTS_PER_BATCH, judged) : []), [every, judged]);
  const result = useMemo(() => afterStep(verdicts, step), [verdicts, step]);

  const box = encoded?.predictor.placement.source;
  const layers = useMemo(() => {
    if (!box) return [];
    if (!every || step === 'points') return gridLayers(box, Number(side));
    if (step === 'masks') return pointLayers(every, point);
    return stepLayers(every, result, showDropped);
  }, [box, every, step, side, point, result, showDropped]);
  useLayers(under, layers);

  if (!encoded) return <p className={css.hint}>{t('waiting')}</p>;
  const at = EVERYTHING_STEPS.indexOf(step);
  const go = (by: -1 | 1): void => setStep(EVERYTHING_STEPS[at + by] ?? step);
  return (
    <div className={css.stack}>
      <p className={css.hint}>{t('everything.text')}</p>
      <div className={css.row}>
        <Segmented
          label={t('everything.grid')}
          value={side}
          options={SIDES.map((value) => ({ value, label: `${value} × ${value}` }))}
          onChange={(value) => {
            run.stop();
            setSide(value);
            setEvery(null);
            setStep('points');
          }}
        />
        <Button look="primary" isDisabled={run.running} onPress={compute}>
          {t('everything.run')}
        </Button>
      </div>
      <RunStatus run={run} doing={t('everything.decoding')} />
      {every ? (
        <>
          <StepRail step={step} verdicts={verdicts} points={every.pointsPerSide ** 2} onStep={setStep} />
          <div className={css.spread}>
            <Button isDisabled={at === 0} onPress={() => go(-1)}>
              {t('previous')}
            </Button>
            <Button isDisabled={at === EVERYTHING_STEPS.length - 1} onPress={() => go(1)}>
              {t('next')}
            </Button>
          </div>
          <StepPanel
            step={step}
            every={every}
            verdicts={verdicts}
            result={result}
            limits={limits}
            onLimits={setLimits}
            point={point}
            onPoint={setPoint}
            showDropped={showDropped}
            onShowDropped={setShowDropped}
          />
        </>
      ) : (
        <p className={css.hint}>{t('everything.gridText', { count: Number(side) ** 2 })}</p>
      )}
    </div>
  );
}
