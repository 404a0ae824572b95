/** Scores a folder of predictions by the dataset's own rule; no model is involved. */
import { type JSX, useEffect, useRef, useState } from 'react';
import type { Lab } from '../../../contract/benchmark.ts';
import type { Card } from '../../../contract/cards.ts';
import type { DatasetSource, LabDataset, ScoredPredictions } from '../../../contract/dataset-lab.ts';
import { isAborted, SegError } from '../../../contract/errors.ts';
import { splitFault } from '../../../core/datasets/splits.ts';
import { readyOf } from '../../../state/benchmark/dataset-run.ts';
import { formatMs } from '../../format.ts';
import { announce } from '../../kit/announce.ts';
import { Button } from '../../kit/Button.tsx';
import { chooseFiles } from '../../kit/choose-file.ts';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import { Beside } from './Beside.tsx';
import { chooseFolderSource } from './choose-source.ts';
import css from './Dataset.module.css';
import labCss from './Lab.module.css';
import { LabFiguresView } from './LabFiguresView.tsx';
import { partWords } from './part-words.ts';

export function PredictionPanel(props: {
  readonly card: Card;
  readonly lab: Lab;
  readonly dataset: LabDataset;
  /** The part of the dataset that is scored. */
  readonly split: string;
}): JSX.Element {
  const { card, lab, dataset, split } = props;
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null);
  const [scored, setScored] = useState<ScoredPredictions | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [name, setName] = useState('');
  const { scores } = dataset.summary;
  const [metric, setMetric] = useState(scores[0]?.id ?? '');
  const format = scores.find((s) => s.id === metric)?.format ?? '';
  const [scoredSplit, setScoredSplit] = useState('');
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const score = async (source: DatasetSource | null): Promise<void> => {
    if (!source) return;
    const controller = new AbortController();
    stop.current = controller;
    setFailed(null);
    setScored(null);
    setName(source.kind === 'archive' ? source.file.name : source.kind === 'files' ? source.name : source.handle.name);
    setProgress({ done: 0, total: readyOf(dataset.summary, split).length });
    let last = 0;
    let over = false;
    try {
      const answer = await dataset.score(source, { split, metric }, controller.signal, (done, total) => {
        // the last word of the worker may come after its answer
        if (over || (performance.now() - last < 100 && done < total)) return;
        last = performance.now();
        setProgress({ done, total });
      });
      setScored(answer);
      setScoredSplit(split);
      announce(`Scored ${answer.pictures} pictures`);
    } catch (thrown) {
      if (isAborted(thrown)) setFailed('Stopped. Open the data again to go on.');
      else setFailed(SegError.from(thrown).message);
    } finally {
      over = true;
      setProgress(null);
    }
  };
  const part = {
    split: scoredSplit,
    pictures: scored?.pictures ?? 0,
    asked: scored?.asked ?? null,
    available: scored?.asked ?? null,
    leftOut: scored ? scored.asked - scored.pictures : 0,
  };
  return (
    <section className={css.part} aria-labelledby="score-predictions">
      <h4 id="score-predictions">Score predictions</h4>
      <p className={labCss.quiet}>
        No model is run: your files are compared with the truth that is open. {format}.
        {dataset.summary.labelRule === null ? '' : ` Rule: ${dataset.summary.labelRule}.`}
      </p>
      {scores.length > 1 ? (
        <Segmented
          label="Metric"
          value={metric}
          options={scores.map((s) => ({ value: s.id, label: s.name }))}
          onChange={(next) => {
            if (!progress) setMetric(next);
          }}
        />
      ) : null}
      <div className={labCss.actions}>
        <Button icon="open" isDisabled={progress !== null} onPress={() => void chooseFolderSource(lab).then(score)}>
          Folder of predictions
        </Button>
        <Button
          icon="open"
          isDisabled={progress !== null}
          onPress={() => void chooseFiles('.zip,.tar').then((files) => score(lab.chosen?.(files) ?? null))}
        >
          ZIP or TAR of predictions
        </Button>
        {progress ? (
          <Button look="quiet" onPress={() => stop.current?.abort()}>
            Stop
          </Button>
        ) : null}
        <span className={labCss.quiet} role="status">
          {progress ? `${progress.done} of ${progress.total} pictures` : null}
        </span>
      </div>
      {progress ? <ProgressBar label="Scoring predictions" share={progress.done / progress.total} /> : null}
      {failed === null ? null : <p role="alert">{failed}</p>}
      {scored ? (
        <>
          <LabFiguresView
            figures={scored}
            problems={scored.problems}
            problemCount={scored.problemCount}
            about={`Your files in ${name} against ${dataset.summary.title} (${dataset.summary.name}). ${partWords(part)} ${scored.metric === dataset.summary.title ? '' : `${scored.metric}: `}${scored.rule.replace(/\.$/, '')}. Computed here in ${formatMs(scored.ms)}.`}
            fileName={`scored-${dataset.summary.kind}`}
            save={lab.save}
          />
          <Beside
            card={card}
            yours={[
              {
                name: `Your predictions, ${name}`,
                figures: scored.figures,
                part,
                words: `scored from files; no model was run here. ${scored.rule}`,
                where: lab.device(),
                date: new Date().toISOString().slice(0, 10),
                official: metric === scores[0]?.id,
                splitFault: splitFault(dataset.summary.kind, scoredSplit),
              },
            ]}
          />
        </>
      ) : null}
    </section>
  );
}
