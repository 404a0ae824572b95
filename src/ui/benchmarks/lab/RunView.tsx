/** A run and its figures: live while it runs, exportable when it is there. */
import type { JSX } from 'react';
import type { RunObject, RunRecord } from '../../../contract/benchmark.ts';
import { TRUTH_WORDS } from '../../../state/benchmark/protocol-words.ts';
import { formatMs, formatShare } from '../../format.ts';
import { Button } from '../../kit/Button.tsx';
import css from './Lab.module.css';
import { LabFiguresView } from './LabFiguresView.tsx';
import { partOfRun, partWords } from './part-words.ts';
import { Histogram, IouCurve } from './RunCharts.tsx';
import { finalIou, runFigures, runToCsv, runToMarkdown } from './run-figures.ts';

const percent = (x: number | null | undefined): string => (x === null || x === undefined ? '–' : (x * 100).toFixed(1));

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function Figure(props: { readonly name: string; readonly value: string; readonly note?: string }): JSX.Element {
  return (
    <div className={css.figure}>
      <dt>{props.name}</dt>
      <dd>
        {props.value}
        {props.note === undefined ? null : <span>{props.note}</span>}
      </dd>
    </div>
  );
}

function Worst({ objects }: { readonly objects: readonly RunObject[] }): JSX.Element {
  return (
    <table className={css.worst}>
      <caption>Worst first: click one to open its picture and try it yourself</caption>
      <thead>
        <tr>
          <th scope="col">Object</th>
          <th scope="col">Size</th>
          <th scope="col">IoU, %</th>
          <th scope="col">Model’s own guess, %</th>
        </tr>
      </thead>
      <tbody>
        {objects.map((o) => (
          <tr key={`${o.picture}/${o.name}/${o.prompts[0]?.x}/${o.prompts[0]?.y}`}>
            <th scope="row">
              <a href={`#/segment?sample=${encodeURIComponent(o.picture)}`}>
                {o.picture}: {o.name}
              </a>
            </th>
            <td>{formatShare(o.share)}</td>
            <td>{percent(finalIou(o))}</td>
            <td>{percent(o.score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function About({ record }: { readonly record: RunRecord }): JSX.Element {
  const encode = median(record.encodeMs);
  const decode = median(record.decodeMs);
  return (
    <p className={css.quiet}>
      Your run, {record.startedAt.slice(0, 16).replace('T', ' ')} UTC
      {record.finishedAt === null ? ', not finished' : ''}: {record.model.name}, {record.model.backend.toUpperCase()}{' '}
      {record.model.precision}
      {record.model.backend === 'wasm' ? ` with ${record.model.threads} threads` : ''}; {record.device}.{' '}
      {record.objects.length > 0 ? `${record.dataset.objects} objects in ` : ''}
      {record.dataset.pictures} pictures of {record.dataset.name}, {TRUTH_WORDS[record.protocol.id]}, seed {record.seed}
      . {partWords(partOfRun(record))}
      {encode === null ? '' : ` Median time: ${formatMs(encode)} a picture`}
      {decode === null ? '' : `, ${formatMs(decode)} an answer.`}
      <span className={css.hash}>
        {Object.entries(record.model.weights).map(([role, sha]) => (
          <span key={role}>
            {role} {sha.slice(0, 16)}…{' '}
          </span>
        ))}
      </span>
    </p>
  );
}

function ObjectFigures({ record }: { readonly record: RunRecord }): JSX.Element {
  const f = runFigures(record);
  const oracle = record.protocol.id === 'boxes';
  return (
    <>
      <dl className={css.figures}>
        <Figure
          name={
            record.protocol.id === 'boxes'
              ? 'Mean IoU, true boxes'
              : record.protocol.id === 'detections'
                ? 'Mean IoU with the best truth'
                : `Mean IoU after ${record.protocol.clicks} clicks`
          }
          value={`${percent(f.last?.mean)} %`}
          note={`95 % interval ${percent(f.last?.low)} to ${percent(f.last?.high)}`}
        />
        {record.protocol.id === 'clicks' ? (
          <>
            <Figure name="After 1 click" value={`${percent(f.clicks.miouAt[0])} %`} />
            <Figure
              name="Clicks to 85 %"
              value={f.clicks.noc85?.toFixed(2) ?? '–'}
              note={`${f.clicks.over85} count as ${record.protocol.clicks}`}
            />
            <Figure
              name="Clicks to 90 %"
              value={f.clicks.noc90?.toFixed(2) ?? '–'}
              note={`${f.clicks.over90} count as ${record.protocol.clicks}`}
            />
          </>
        ) : null}
        {record.ap && (record.ap.AP ?? -1) >= 0
          ? (['AP', 'AP50', 'AP75'] as const).map((key) => (
              <Figure
                key={key}
                name={key}
                value={percent(record.ap?.[key])}
                note={oracle ? 'oracle boxes' : 'detector’s boxes'}
              />
            ))
          : null}
      </dl>
      <div className={css.charts}>
        {record.protocol.id === 'clicks' ? <IouCurve values={f.clicks.miouAt} /> : null}
        <Histogram counts={f.histogram} />
      </div>
    </>
  );
}

export function RunView(props: {
  readonly record: RunRecord;
  readonly running: boolean;
  readonly save: (blob: Blob, name: string) => void;
  /** Where a gallery of the worst cases stands beside it. */
  readonly hideWorst?: boolean;
}): JSX.Element {
  const { record, running, save, hideWorst = false } = props;
  const name = `run-${record.model.id}-${record.protocol.id}-seed${record.seed}`;
  return (
    <div className={css.run}>
      {record.objects.length > 0 ? <ObjectFigures record={record} /> : null}
      {Object.keys(record.figures).length > 0 ? (
        <LabFiguresView
          figures={record}
          about={`${record.dataset.pictures} pictures of ${record.dataset.name}. ${record.dataset.words} ${record.protocol.words}`}
        />
      ) : null}
      {record.problems.length > 0 ? (
        <details className={css.problems}>
          <summary>
            {record.problems.length === 1 ? '1 picture was' : `${record.problems.length} pictures were`} left out
          </summary>
          <ul>
            {record.problems.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <About record={record} />
      {running ? null : (
        <>
          {hideWorst ? null : <Worst objects={runFigures(record).worst} />}
          <div className={css.actions}>
            <Button
              size="s"
              icon="download"
              onPress={() =>
                save(new Blob([JSON.stringify(record, null, 1)], { type: 'application/json' }), `${name}.json`)
              }
            >
              JSON
            </Button>
            <Button
              size="s"
              icon="download"
              onPress={() => save(new Blob([runToCsv(record)], { type: 'text/csv' }), `${name}.csv`)}
            >
              CSV
            </Button>
            <Button
              size="s"
              icon="download"
              onPress={() => save(new Blob([runToMarkdown(record)], { type: 'text/markdown' }), `${name}.md`)}
            >
              Table to cite
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
