/** The figures of a results file, its curves and its classes. */
import type { JSX } from 'react';
import type { Lab, ScoredFile } from '../../../contract/benchmark.ts';
import type { DetectionChoices } from '../../../core/metrics/detection-choices.ts';
import type { CocoType } from '../../../core/metrics/instance-comparison.ts';
import { isDefined } from '../../../core/metrics/metric-figures.ts';
import { formatMs } from '../../format.ts';
import { Button } from '../../kit/Button.tsx';
import css from './Lab.module.css';
import { PrecisionRecall } from './RunCharts.tsx';

/** A score and what was asked for. */
export interface ScoredRun {
  readonly answer: ScoredFile;
  readonly kind: 'coco' | 'lvis';
  readonly type: CocoType;
  readonly choices: DetectionChoices;
  /** Name of the results file. */
  readonly results: string;
}

const TYPES: Readonly<Record<CocoType, string>> = {
  segm: 'Masks compared',
  bbox: 'Boxes compared',
  boundary: 'Boundaries compared',
  keypoints: 'Keypoints compared by their similarity (OKS)',
};

/** What of the choices is not as published. */
function ownWords({ thresholds, areas, maxDetections, sigmas, useCategories, fixedAp }: DetectionChoices): string {
  const own = [
    thresholds && `thresholds ${thresholds}`,
    areas && `areas ${areas}`,
    maxDetections && `${maxDetections} detections a picture`,
    sigmas && `spreads ${sigmas}`,
    useCategories === false && 'all classes as one',
    fixedAp && 'fixed AP',
  ].filter(Boolean);
  return own.length === 0 ? 'as published' : `with own choices (${own.join('; ')}): not the published figure`;
}

/** What a results file scored. */
export function ScoredFileView({ run, save }: { readonly run: ScoredRun; readonly save: Lab['save'] }): JSX.Element {
  const { answer: scored, kind, type, choices } = run;
  const about = `${TYPES[type]}, ${ownWords(choices)}.`;
  const name = `${kind}-${type}-${run.results.replace(/\.json$/, '')}`;
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
        {about} Your file: {scored.detections} detections against {scored.truths} true objects. All {scored.images}{' '}
        pictures of the annotations took part; {scored.found} of them have results, the others count as missed. Computed
        here in {formatMs(scored.ms)}. “–” means that no true object falls into that group, or that its threshold is not
        among those chosen.
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
                  <td>{isDefined(c.ap50) ? (c.ap50 * 100).toFixed(1) : '–'}</td>
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
              new Blob([JSON.stringify({ about, stats: scored.stats, perCategory: scored.perCategory }, null, 1)], {
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
