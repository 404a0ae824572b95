/** Scores a results file against an annotation file with the card's own metric; no model is involved and no byte leaves the tab. */
import { type JSX, useEffect, useRef, useState } from 'react';
import type { Lab, ScoreProgress } from '../../../contract/benchmark.ts';
import { isAborted, SegError } from '../../../contract/errors.ts';
import type { DetectionChoices } from '../../../core/metrics/detection-choices.ts';
import type { CocoType } from '../../../core/metrics/instance-comparison.ts';
import { isDefined } from '../../../core/metrics/metric-figures.ts';
import { announce } from '../../kit/announce.ts';
import { Button } from '../../kit/Button.tsx';
import { chooseFiles } from '../../kit/choose-file.ts';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import css from './Lab.module.css';
import { ScoreChoices } from './ScoreChoices.tsx';
import { ScoredFileView, type ScoredRun } from './ScoredFileView.tsx';

const STAGES: Readonly<Record<ScoreProgress['stage'], string>> = {
  read: 'Reading the files',
  compare: 'Comparing',
  'add-up': 'Adding up',
};

function FileButton(props: {
  readonly label: string;
  readonly file: File | null;
  readonly onFile: (file: File) => void;
}): JSX.Element {
  const choose = async (): Promise<void> => {
    const [file] = await chooseFiles('.json,application/json');
    if (file) props.onFile(file);
  };
  return (
    <div className={css.file}>
      <Button size="s" icon="open" onPress={() => void choose()}>
        {props.label}
      </Button>
      <span className={css.quiet}>{props.file?.name ?? 'none chosen'}</span>
    </div>
  );
}

export function ScorePanel({ kind, lab }: { readonly kind: 'coco' | 'lvis'; readonly lab: Lab }): JSX.Element {
  const [truth, setTruth] = useState<File | null>(null);
  const [results, setResults] = useState<File | null>(null);
  const [type, setType] = useState<CocoType>('segm');
  const [choices, setChoices] = useState<DetectionChoices>({});
  const [progress, setProgress] = useState<ScoreProgress | null>(null);
  const [scored, setScored] = useState<ScoredRun | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const score = async (): Promise<void> => {
    if (!truth || !results) return;
    const controller = new AbortController();
    stop.current = controller;
    setFailed(null);
    setScored(null);
    setProgress({ stage: 'read', done: 0, total: 1 });
    try {
      const answer = await lab.score({ kind, type, truth, results, choices }, controller.signal, setProgress);
      setScored({ answer, kind, type, choices, results: results.name });
      const ap = answer.stats.AP ?? -1;
      announce(
        isDefined(ap) ? `Scored: AP ${(ap * 100).toFixed(1)}` : 'Scored: AP is undefined, no true object counts',
      );
    } catch (thrown) {
      if (!isAborted(thrown)) setFailed(SegError.from(thrown).message);
    } finally {
      setProgress(null);
    }
  };
  return (
    <div className={css.panel}>
      <h3>Score a results file</h3>
      <p className={css.quiet}>
        The card’s own metric, by the official definition, on your files: annotations and a list of results, both JSON
        as {kind === 'coco' ? 'pycocotools' : 'lvis-api'} reads them. No model is involved, and the files stay in this
        tab.
      </p>
      <div className={css.settings}>
        <FileButton label="Annotations" file={truth} onFile={setTruth} />
        <FileButton label="Results" file={results} onFile={setResults} />
      </div>
      <ScoreChoices kind={kind} type={type} choices={choices} onChange={setChoices} />
      <div className={css.actions}>
        <Segmented
          label="Compare"
          value={type}
          options={[
            { value: 'segm', label: 'Masks' },
            { value: 'bbox', label: 'Boxes' },
            { value: 'boundary', label: 'Boundaries' },
            ...(kind === 'coco' ? ([{ value: 'keypoints', label: 'Keypoints' }] as const) : []),
          ]}
          onChange={(next) => {
            setType(next);
            // a choice that the other comparison does not have must not be kept out of sight
            setChoices((now) =>
              next === 'keypoints' ? { ...now, useCategories: undefined } : { ...now, sigmas: undefined },
            );
          }}
        />
        {progress ? (
          <Button look="quiet" onPress={() => stop.current?.abort()}>
            Stop
          </Button>
        ) : (
          <Button look="primary" isDisabled={!truth || !results} onPress={() => void score()}>
            Score
          </Button>
        )}
        <span className={css.quiet} role="status">
          {progress
            ? `${STAGES[progress.stage]}${progress.stage === 'compare' ? `: ${progress.done} of ${progress.total} pictures` : '…'}`
            : null}
        </span>
      </div>
      {progress ? (
        <ProgressBar label="Scoring" share={progress.stage === 'compare' ? progress.done / progress.total : null} />
      ) : null}
      {failed === null ? null : <p role="alert">{failed}</p>}
      {scored ? <ScoredFileView run={scored} save={lab.save} /> : null}
    </div>
  );
}
