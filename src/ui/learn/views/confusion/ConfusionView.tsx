/** Confusion matrix and mIoU of a small scene: each cell can be opened on the picture. */
import { type JSX, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Miou } from '../../../../core/metrics/miou.ts';
import { paintClasses } from '../../../../core/teach/class-plane.ts';
import { kindsOf, type LabelledMap, sceneLabels, truthMap, wholes } from '../../../../core/teach/label-map.ts';
import { labelsByClicks, labelsOfObjects } from '../../../../state/learn/scene-labels.ts';
import { useApp } from '../../../app-context.tsx';
import { Button } from '../../../kit/Button.tsx';
import { Segmented } from '../../../kit/Segmented.tsx';
import { share } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { FOCUS } from '../../plot/paints.ts';
import { Figures, RunStatus } from '../../plot/pieces.tsx';
import { colourLayer, useLayers, useOutlines } from '../../plot/stage-layers.ts';
import { useEncoded } from '../../plot/use-encoded.ts';
import { useRun } from '../../plot/use-run.ts';
import type { LearnViewProps } from '../../view.ts';
import { classPaint } from './class-paint.ts';
import { type Cell, Matrix } from './Matrix.tsx';

type Source = 'clicks' | 'objects';

export default function ConfusionView({ app, truths, under }: LearnViewProps): JSX.Element {
  const { t } = useTranslation('views');
  useOutlines(app);
  const encoded = useEncoded();
  const run = useRun();
  const { start } = run;
  const objects = useApp((s) => s.doc.objects);
  const [source, setSource] = useState<Source>('clicks');
  const [clicked, setClicked] = useState<LabelledMap | null>(null);
  const [shown, setShown] = useState<'truth' | 'prediction'>('prediction');
  const [cell, setCell] = useState<Cell | null>(null);

  const things = useMemo(() => wholes(truths), [truths]);
  const kinds = useMemo(() => kindsOf(things.keys()), [things]);
  const names = useMemo(() => [t('confusion.background'), ...kinds], [t, kinds]);
  const size = encoded?.picture.size;
  const truth = useMemo(() => (size && things.size > 0 ? truthMap(things, kinds, size) : null), [size, things, kinds]);

  useEffect(() => {
    if (!encoded || things.size === 0 || source !== 'clicks') return;
    const { predictor, picture } = encoded;
    setClicked(null);
    start(async (signal, progress) => {
      const labels = await labelsByClicks(predictor, picture.size, things, kinds, signal, progress);
      if (!signal.aborted) setClicked(labels);
    });
  }, [encoded, things, kinds, source, start]);

  const drawn = useMemo(
    () => (source === 'objects' && size && things.size > 0 ? labelsOfObjects(objects, things, kinds, size) : null),
    [source, objects, things, kinds, size],
  );
  const prediction = source === 'clicks' ? clicked : (drawn?.labels ?? null);
  const figures = useMemo(() => {
    if (!truth || !prediction) return null;
    const metric = new Miou(sceneLabels(kinds, names[0] ?? ''));
    metric.add({ name: 'scene', truth, prediction });
    return metric.result();
  }, [truth, prediction, kinds, names]);

  const layers = useMemo(() => {
    if (!truth || !prediction) return [];
    if (!cell) {
      const map = shown === 'truth' ? truth : prediction;
      return [colourLayer('labels', paintClasses(map, [null, ...kinds.map((_, k) => classPaint(k))]))];
    }
    const data = truth.data.map((v, i) => (v === cell.truth && prediction.data[i] === cell.prediction ? 1 : 0));
    return [colourLayer('cell', paintClasses({ ...truth, data }, [null, FOCUS]), 0.75)];
  }, [truth, prediction, cell, shown, kinds]);
  useLayers(under, layers);

  if (truths.size === 0) return <p className={css.hint}>{t('needTruth')}</p>;
  if (!encoded) return <p className={css.hint}>{t('waiting')}</p>;
  return (
    <div className={css.stack}>
      <p className={css.hint}>{t('confusion.text')}</p>
      <Segmented
        label={t('confusion.source')}
        value={source}
        options={[
          { value: 'clicks', label: t('confusion.clicks') },
          { value: 'objects', label: t('confusion.objects') },
        ]}
        onChange={(value) => {
          run.stop();
          setCell(null);
          setSource(value);
        }}
      />
      <p className={css.hint}>
        {source === 'clicks'
          ? t('confusion.clicksText', { count: things.size })
          : t('confusion.objectsText', { count: objects.length, unnamed: drawn?.guessed ?? 0 })}
      </p>
      <RunStatus run={run} doing={t('confusion.clicking')} />
      {figures ? (
        <>
          <Figures
            figures={[
              { id: 'miou', name: t('confusion.miou'), value: share(figures.miou), strong: true },
              { id: 'accuracy', name: t('confusion.accuracy'), value: share(figures.pixelAccuracy) },
              { id: 'mean-accuracy', name: t('confusion.meanAccuracy'), value: share(figures.meanAccuracy) },
            ]}
          />
          <Matrix figures={figures} names={names} cell={cell} onCell={setCell} />
          {cell ? (
            <div className={css.spread}>
              <p role="status" data-testid="confusion-cell">
                {t(cell.truth === cell.prediction ? 'confusion.rightCell' : 'confusion.wrongCell', {
                  truth: names[cell.truth],
                  prediction: names[cell.prediction],
                  count: figures.confusion.at(cell.truth, cell.prediction),
                })}
              </p>
              <Button size="s" onPress={() => setCell(null)}>
                {t('confusion.all')}
              </Button>
            </div>
          ) : (
            <Segmented
              label={t('confusion.map')}
              value={shown}
              options={[
                { value: 'prediction', label: t('confusion.showPrediction') },
                { value: 'truth', label: t('confusion.showTruth') },
              ]}
              onChange={setShown}
            />
          )}
        </>
      ) : null}
    </div>
  );
}
