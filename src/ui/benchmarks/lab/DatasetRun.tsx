/** A run of one or several models over the dataset that is open: settings, progress, pause, stop, going on later. */
import { type JSX, useEffect, useId, useState } from 'react';
import type { Lab, ProtocolId } from '../../../contract/benchmark.ts';
import type { Card } from '../../../contract/cards.ts';
import type { LabDataset } from '../../../contract/dataset-lab.ts';
import { splitFault } from '../../../core/datasets/splits.ts';
import { readyOf } from '../../../state/benchmark/dataset-run.ts';
import { PROTOCOL_NAMES, protocolsFor } from '../../../state/benchmark/lab-choices.ts';
import { PROTOCOL_WORDS, TRUTH_WORDS } from '../../../state/benchmark/protocol-words.ts';
import { useApp, useServices } from '../../app-context.tsx';
import { Button } from '../../kit/Button.tsx';
import { chooseFiles } from '../../kit/choose-file.ts';
import { DeleteButton } from '../../kit/DeleteButton.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import { Beside } from './Beside.tsx';
import css from './Dataset.module.css';
import labCss from './Lab.module.css';
import { partOfRun } from './part-words.ts';
import { RunView } from './RunView.tsx';
import { useDatasetRun } from './use-dataset-run.ts';
import { useOtherModels } from './use-other-models.ts';
import { WorstGallery } from './WorstGallery.tsx';

const COUNTS = [10, 50, 200] as const;
const MOST_PER_PICTURE = 12;

function left(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 5) return ', a few seconds left';
  if (seconds < 90) return `, about ${Math.round(seconds / 5) * 5} s left`;
  return seconds < 5400
    ? `, about ${Math.round(seconds / 60)} min left`
    : `, about ${(seconds / 3600).toFixed(1)} h left`;
}

export function DatasetRun(props: {
  readonly card: Card;
  readonly lab: Lab;
  readonly dataset: LabDataset;
  /** The part of the dataset that is run. */
  readonly split: string;
}): JSX.Element {
  const { card, lab, dataset, split } = props;
  const app = useServices();
  const phase = useApp((s) => s.model.phase);
  const id = useId();
  const manifest = phase === 'ready' ? (app.engine()?.manifest ?? null) : null;
  const protocols = manifest ? protocolsFor(dataset.summary, manifest) : [];
  const [chosen, setChosen] = useState<ProtocolId | null>(null);
  const protocol = chosen !== null && protocols.includes(chosen) ? chosen : (protocols[0] ?? null);
  const total = readyOf(dataset.summary, split).length;
  const [count, setCount] = useState(Math.min(10, total));
  const [clicks, setClicks] = useState(5);
  const [seed, setSeed] = useState(1);
  const [keep, setKeep] = useState(false);
  const [detections, setDetections] = useState<string | null>(null);
  const others = useOtherModels();
  const [also, setAlso] = useState<ReadonlySet<string>>(new Set());
  const run = useDatasetRun(lab, dataset, card.id);
  const { look } = run;
  useEffect(() => {
    // a kept state fits only the model that made it, so the model must be there first
    if (phase === 'ready') look();
  }, [look, phase]);

  if (!manifest || !protocol) {
    return (
      <section className={css.part}>
        <h4>Run a model</h4>
        <p role="status">
          {phase === 'loading' ? 'The model is still loading.' : null}
          {phase === 'failed' ? 'No model could be loaded; see Models.' : null}
          {manifest ? `${manifest.name} gives nothing that this data could be compared with.` : null}
        </p>
      </section>
    );
  }
  const options = {
    protocol,
    clicks,
    seed,
    mostPerPicture: MOST_PER_PICTURE,
    pictures: Math.min(count, total),
    split,
    ...(detections === null ? {} : { detectionsName: detections }),
  };
  const needsBoxes = protocol === 'detections' && detections === null;
  const takeBoxes = async (): Promise<void> => {
    const [file] = await chooseFiles('.json,application/json');
    if (file && (await run.takeDetections(file))) setDetections(file.name);
  };
  const start = (): void =>
    void run.start(
      options,
      others.filter((m) => also.has(m.id)),
      keep,
    );
  return (
    <section className={css.part} aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`}>Run {manifest.name} on it</h4>
      <div className={css.protocols}>
        <Segmented
          label="Protocol"
          value={protocol}
          options={protocols.map((p) => ({ value: p, label: PROTOCOL_NAMES[p] }))}
          onChange={(next) => {
            if (!run.running) setChosen(next);
          }}
        />
      </div>
      <p className={labCss.quiet}>{PROTOCOL_WORDS[protocol]}</p>
      <div className={labCss.settings}>
        <label className={css.field} htmlFor={`${id}-count`}>
          Pictures
          <select
            id={`${id}-count`}
            disabled={run.running}
            value={Math.min(count, total)}
            onChange={(event) => setCount(Number(event.target.value))}
          >
            {[...COUNTS.filter((n) => n < total), total].map((n) => (
              <option key={n} value={n}>
                {n === total ? `all ${total}` : n}
              </option>
            ))}
          </select>
        </label>
        {protocol === 'clicks' ? (
          <label className={css.field} htmlFor={`${id}-clicks`}>
            Clicks
            <select
              id={`${id}-clicks`}
              disabled={run.running}
              value={clicks}
              onChange={(event) => setClicks(Number(event.target.value))}
            >
              {[1, 3, 5, 10, 20].map((n) => (
                <option key={n} value={n}>
                  {n}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <label className={css.field} htmlFor={`${id}-seed`}>
          Seed
          <input
            id={`${id}-seed`}
            type="number"
            min={0}
            max={9999}
            disabled={run.running}
            value={seed}
            onChange={(event) => setSeed(Math.max(0, Math.min(9999, Math.trunc(Number(event.target.value)) || 0)))}
          />
        </label>
        {protocol === 'detections' ? (
          <Button size="s" icon="open" isDisabled={run.running} onPress={() => void takeBoxes()}>
            {detections === null ? 'Choose the detector’s results (JSON)' : `Boxes from ${detections}`}
          </Button>
        ) : null}
      </div>
      {others.length > 0 ? (
        <fieldset className={css.models} disabled={run.running}>
          <legend>Models that run after it, on the same pictures</legend>
          {others.map((m) => (
            <label key={m.id} className={css.field}>
              <input
                type="checkbox"
                checked={also.has(m.id)}
                onChange={(event) => {
                  const next = new Set(also);
                  if (event.target.checked) next.add(m.id);
                  else next.delete(m.id);
                  setAlso(next);
                }}
              />
              {m.name}
            </label>
          ))}
        </fieldset>
      ) : null}
      {lab.kept ? (
        <label className={css.field}>
          <input type="checkbox" checked={keep} disabled={run.running} onChange={(e) => setKeep(e.target.checked)} />
          Keep the figures in this browser while it runs, so that it can go on after a reload (no pictures are kept)
        </label>
      ) : null}
      <div className={labCss.actions}>
        {run.running ? (
          <>
            <Button onPress={run.togglePause}>{run.paused ? 'Go on' : 'Pause'}</Button>
            <Button look="quiet" onPress={run.stop}>
              Stop
            </Button>
          </>
        ) : (
          <Button look="primary" isDisabled={needsBoxes} onPress={start}>
            {run.records.length > 0 ? 'Run again' : 'Start the run'}
          </Button>
        )}
        {!run.running && run.unfinished ? (
          <Button onPress={() => void run.goOn(keep)}>
            Go on: {run.unfinished.done.length} of {run.unfinished.options.pictures} pictures done
          </Button>
        ) : null}
        {!run.running && run.unfinished ? (
          <DeleteButton size="s" label="Forget it" sure="Forget for good" onDelete={run.forget} />
        ) : null}
        {!run.running ? (
          <Button
            size="s"
            look="quiet"
            icon="open"
            onPress={() => void chooseFiles('.json').then(([file]) => file && run.readState(file))}
          >
            Go on from a state file
          </Button>
        ) : null}
        {run.paused || (!run.running && run.unfinished) ? (
          <Button size="s" icon="save" onPress={() => void run.saveState()}>
            Save the state
          </Button>
        ) : null}
        <span className={labCss.quiet} role="status">
          {run.seen
            ? `${run.seen.name}: ${run.seen.done} of ${run.seen.total} pictures${run.paused ? ', paused' : run.running ? left(run.seen.leftSeconds) : ''}`
            : run.running
              ? 'Reading the first picture…'
              : null}
        </span>
      </div>
      {run.running ? (
        <ProgressBar label="Progress of the run" share={run.seen ? run.seen.done / run.seen.total : null} />
      ) : null}
      {run.failed.map((reason) => (
        <p key={reason} role="alert">
          {reason}
        </p>
      ))}
      {run.records.map((record, i) => {
        const live = run.running && i === run.records.length - 1;
        return (
          <div key={record.id} className={css.record}>
            <RunView record={record} running={live} save={lab.save} hideWorst />
            {live ? null : <WorstGallery record={record} dataset={dataset} />}
          </div>
        );
      })}
      {run.records.length > 0 ? (
        <div className={css.scroll}>
          <Beside
            card={card}
            yours={run.records.map((record) => ({
              name: record.model.name,
              figures: record.ap ?? record.figures,
              part: partOfRun(record),
              words: `${PROTOCOL_NAMES[record.protocol.id]}${record.protocol.id === 'clicks' ? `, ${record.protocol.clicks} clicks` : ''}, ${TRUTH_WORDS[record.protocol.id]}${record.finishedAt === null ? '; not finished' : ''}; weights ${Object.values(record.model.weights)[0]?.slice(0, 12) ?? 'not recorded'}…`,
              where: `${record.device}, ${record.model.backend.toUpperCase()}`,
              date: record.startedAt.slice(0, 10),
              official: record.protocol.id !== 'clicks' && record.protocol.id !== 'boxes',
              splitFault: splitFault(dataset.summary.kind, record.dataset.split),
            }))}
          />
        </div>
      ) : null}
    </section>
  );
}
