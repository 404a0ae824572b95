/** How much the answer depends on the prompt: a map of clicks that were really tried, second clicks, boxes that are a little off. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { maskBounds } from '../../../../core/mask/mask.ts';
import { summarise, type TrialGrid, type TrialResult } from '../../../../core/teach/sensitivity.ts';
import { Button } from '../../../kit/Button.tsx';
import { ProgressBar } from '../../../kit/ProgressBar.tsx';
import { Segmented } from '../../../kit/Segmented.tsx';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import { RampLegend } from '../../RampLegend.tsx';
import { useDocument, useEncoded, useShownObject } from '../../use-document.ts';
import type { LearnViewProps } from '../../view.ts';
import { JitterChart } from './JitterChart.tsx';
import { planTrials, referencesOf, type Variation } from './plan.ts';
import { useTrials } from './use-trials.ts';

/** SAM's own bar for a good mask is higher; this is the one that the lessons speak of. */
const GOOD = 0.7;

const CURRENT = '';

export default function SensitivityView({ app, truths, under }: LearnViewProps): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const encoded = useEncoded(app);
  const object = useShownObject(app);
  const picture = useDocument(app, (s) => s.picture);
  const [variation, setVariation] = useState<Variation>('click');
  const [counted, setCounted] = useState<keyof TrialResult>('own');
  const [chosen, setChosen] = useState<string | null>(null);
  const references = useMemo(() => referencesOf(object, picture, truths), [object, picture, truths]);
  const names = [...references.keys()];
  // A true outline says more than the mask on the stage, where there is one.
  const against = chosen !== null && references.has(chosen) ? chosen : (names.find((n) => n !== CURRENT) ?? CURRENT);
  const reference = references.get(against) ?? null;
  const { run, start, stop } = useTrials();
  const plan = run?.plan ?? null;
  const values = useMemo(() => run?.results.map((r) => r?.[counted] ?? null) ?? [], [run, counted]);
  const summary = summarise(
    values.filter((value) => value !== null),
    GOOD,
  );

  useEffect(() => {
    under(plan?.grid ? [mapLayer(plan.grid, values)] : []);
  }, [under, plan, values]);

  if (!encoded || !picture) return <p className={css.quiet}>{t('needPicture')}</p>;
  if (!reference || !maskBounds(reference)) return <p className={css.quiet}>{t('views.sensitivity.nothing')}</p>;
  const done = values.filter((value) => value !== null).length;
  const begin = (): void =>
    start(encoded, reference, planTrials(variation, reference, picture.size, object?.prompts ?? []));
  const need = { click: 'need', second: 'needSecond', jitter: 'needBox' } as const;
  return (
    <div className={css.panel}>
      <Segmented<Variation>
        label={t('views.sensitivity.about')}
        value={variation}
        options={[
          { value: 'click', label: t('views.sensitivity.click') },
          { value: 'second', label: t('views.sensitivity.second') },
          { value: 'jitter', label: t('views.sensitivity.jitter') },
        ]}
        onChange={setVariation}
      />
      <p className={css.quiet}>{t(`views.sensitivity.${need[variation]}`)}</p>
      <label className={css.picker}>
        <span>{t('views.sensitivity.against')}</span>
        <select value={against} onChange={(event) => setChosen(event.target.value)}>
          {names.map((name) => (
            <option key={name} value={name}>
              {name === CURRENT ? t('views.sensitivity.current') : name}
            </option>
          ))}
        </select>
      </label>
      <Segmented<keyof TrialResult>
        label={t('views.sensitivity.which')}
        value={counted}
        options={[
          { value: 'own', label: t('views.sensitivity.ownChoice') },
          { value: 'best', label: t('views.sensitivity.oracle') },
        ]}
        onChange={setCounted}
      />
      <div className={css.row}>
        {run?.running ? (
          <Button onPress={stop}>{t('views.sensitivity.stop')}</Button>
        ) : (
          <Button look="primary" isDisabled={variation === 'second' && !object?.prompts.length} onPress={begin}>
            {t(variation === 'jitter' ? 'views.sensitivity.runBox' : 'views.sensitivity.run')}
          </Button>
        )}
        {run ? (
          <span className={css.quiet}>{t('views.sensitivity.progress', { done, total: run.results.length })}</span>
        ) : null}
      </div>
      {run?.running ? (
        <ProgressBar label={t('views.sensitivity.title')} share={done / Math.max(1, run.results.length)} />
      ) : null}
      {run?.failure ? (
        <p className={css.warning} role="alert">
          {t('viewFailed', { reason: run.failure })}
        </p>
      ) : null}
      {summary ? (
        <p className={css.sentence} role="status" data-testid="sensitivity">
          {t('views.sensitivity.result', {
            best: figures.ratio(summary.best),
            median: figures.ratio(summary.median),
            share: figures.percent(summary.above),
          })}
        </p>
      ) : null}
      {plan?.boxes ? <JitterChart boxes={plan.boxes} values={values} /> : null}
      {plan?.grid ? <RampLegend ramp="viridis" low="IoU 0" high="1" /> : null}
    </div>
  );
}

/** The cells tried so far; the others stay clear. */
function mapLayer(grid: TrialGrid, values: readonly (number | null)[]): Parameters<LearnViewProps['under']>[0][number] {
  const data = new Float32Array(grid.side * grid.side).fill(Number.NaN);
  for (const [i, { cell }] of grid.trials.entries()) data[cell] = values[i] ?? Number.NaN;
  return {
    id: 'sensitivity',
    kind: 'plane',
    width: grid.side,
    height: grid.side,
    channels: 1,
    data,
    content: { width: grid.side, height: grid.side },
    box: grid.box,
    range: [0, 1],
    ramp: 'viridis',
    opacity: 0.8,
    smooth: false,
  };
}
