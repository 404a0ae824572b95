/** Scores a results file against an annotation file with the card's own metric; no model is involved and no byte leaves the tab. */
import { type JSX, useEffect, useRef, useState } from 'react';
import type { Lab, ScoredFile, ScoreProgress } from '../../../contract/benchmark.ts';
import { isAborted, SegError } from '../../../contract/errors.ts';
import { isDefined } from '../../../core/metrics/metric-figures.ts';
import { formatMs } from '../../format.ts';
import { announce } from '../../kit/announce.ts';
import { Button } from '../../kit/Button.tsx';
import { chooseFiles } from '../../kit/choose-file.ts';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import css from './Lab.module.css';
import { PrecisionRecall } from './RunCharts.tsx';

type MaskType = 'segm' | 'bbox' | 'boundary';

const STAGES: Readonly<Record<ScoreProgress['stage'], string>> = {
  read: 'Reading the files',
  compare: 'Comparing',
  'add-up': 'Adding up',
};

function Scored({
  scored,
  name,
  save,
}: {
  readonly scored: ScoredFile;
  readonly name: string;
  readonly save: Lab['save'];
}): JSX.Element {
  const defined = scored.perCategory.filter((c) => c.ap >= 0).sort((a, b) => b.ap - a.ap);
  return (
    <div className={css.run}>
      <dl className={css.figures}>
        {Object.entries(scored.stats).map(([key, value]) => (
          <div key={key} className={css.figure}>
            <dt>{key}</dt>
            <dd title={String(value)}>{isDefined(value) ? (value * 100).toFixed(2) : '–'}</dd>
          </div>
        ))}
      </dl>
      <p className={css.quiet}>
        Your file: {scored.detections} detections against {scored.truths} true objects in {scored.images} pictures,
        computed here in {formatMs(scored.ms)}. “–” means that no true object falls into that group.
      </p>
      <div className={css.charts}>
        <PrecisionRecall curves={scored.curves} />
      </div>
      {scored.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {scored.problemCount > 0 ? (
        <details className={css.problems}>
          <summary>
            {scored.problemCount} {scored.problemCount === 1 ? 'entry was' : 'entries were'} faulty and left out
          </summary>
          <ul>
            {scored.problems.map((p) => (
              <li key={p}>{p}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {defined.length > 0 ? (
        <details>
          <summary>AP of each class</summary>
          <table className={css.worst}>
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col">AP</th>
                <th scope="col">AP50</th>
                <th scope="col">
                  <span className="visually-hidden">AP as a bar</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {defined.map((c) => (
                <tr key={c.name}>
                  <th scope="row">{c.name}</th>
                  <td>{(c.ap * 100).toFixed(1)}</td>
                  <td>{(c.ap50 * 100).toFixed(1)}</td>
                  <td className={css.barCell}>
                    <span className={css.classBar} style={{ width: `${c.ap * 100}%` }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ) : null}
      <div className={css.actions}>
        <Button
          size="s"
          icon="download"
          onPress={() =>
            save(
              new Blob([JSON.stringify({ stats: scored.stats, perCategory: scored.perCategory }, null, 1)], {
                type: 'application/json',
              }),
              `${name}.json`,
            )
          }
        >
          JSON, unrounded
        </Button>
      </div>
    </div>
  );
}

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
  const [type, setType] = useState<MaskType>('segm');
  const [progress, setProgress] = useState<ScoreProgress | null>(null);
  const [scored, setScored] = useState<ScoredFile | null>(null);
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
      const answer = await lab.score({ kind, type, truth, results }, controller.signal, setProgress);
      setScored(answer);
      announce(`Scored: AP ${((answer.stats.AP ?? -1) * 100).toFixed(1)}`);
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
      <div className={css.actions}>
        <Segmented
          label="Compare"
          value={type}
          options={[
            { value: 'segm', label: 'Masks' },
            { value: 'bbox', label: 'Boxes' },
            { value: 'boundary', label: 'Boundaries' },
          ]}
          onChange={setType}
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
      {scored ? (
        <Scored
          scored={scored}
          name={`${kind}-${type}-${results?.name.replace(/\.json$/, '') ?? 'results'}`}
          save={lab.save}
        />
      ) : null}
    </div>
  );
}
