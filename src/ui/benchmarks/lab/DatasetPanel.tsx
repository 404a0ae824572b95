/** The person's own copy of a dataset: dropped, recognised, shown, run, scored. It stays in this tab. */
import { type DragEvent, type JSX, useEffect, useRef, useState } from 'react';
import type { Lab } from '../../../contract/benchmark.ts';
import type { Card } from '../../../contract/cards.ts';
import type { DatasetSource, LabDataset, SamplePicture } from '../../../contract/dataset-lab.ts';
import { isAborted, SegError } from '../../../contract/errors.ts';
import { useServices } from '../../app-context.tsx';
import { announce } from '../../kit/announce.ts';
import { Button } from '../../kit/Button.tsx';
import { chooseFiles } from '../../kit/choose-file.ts';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { chooseFolderSource } from './choose-source.ts';
import css from './Dataset.module.css';
import { DatasetRun } from './DatasetRun.tsx';
import { heldFor, hold, letGo } from './held.ts';
import labCss from './Lab.module.css';
import { PartChoice } from './PartChoice.tsx';
import { PredictionPanel } from './PredictionPanel.tsx';
import { Thumb } from './Thumb.tsx';

type Phase =
  | { readonly name: 'empty'; readonly failed: string | null }
  | { readonly name: 'opening'; readonly what: string }
  | {
      readonly name: 'open';
      readonly dataset: LabDataset;
      readonly samples: readonly SamplePicture[];
      /** Where it was opened from, to read another of its annotation files; null after coming back to the place. */
      readonly source: DatasetSource | null;
    };

const SAMPLES = 4;
const SIDE = 220;

/** Spread over the dataset, so that a glance shows more than its first city. */
function spread(ids: readonly string[]): readonly string[] {
  const n = Math.min(SAMPLES, ids.length);
  return Array.from({ length: n }, (_, i) => ids[Math.floor((i * ids.length) / n)] ?? '');
}

function nameOf(source: DatasetSource): string {
  if (source.kind === 'archive') return source.file.name;
  return source.kind === 'files' ? source.name : source.handle.name;
}

function Problems(props: { readonly sentences: readonly string[]; readonly count: number }): JSX.Element | null {
  if (props.count === 0) return null;
  return (
    <details className={labCss.problems}>
      <summary>
        {props.count === 1 ? '1 thing is missing or wrong' : `${props.count} things are missing or wrong`}; the rest is
        used
      </summary>
      <ul>
        {props.sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}

function Opened(props: {
  readonly lab: Lab;
  readonly card: Card;
  readonly dataset: LabDataset;
  readonly samples: readonly SamplePicture[];
  readonly onClose: () => void;
  /** Reads another of its annotation files; null when its source is not at hand any more. */
  readonly onAnnotations: ((file: string) => void) | null;
}): JSX.Element {
  const { dataset, samples, card, lab, onAnnotations } = props;
  const { summary } = dataset;
  const [split, setSplit] = useState(summary.defaultSplit);
  return (
    <>
      <div className={css.head}>
        <p>
          <strong>{summary.title}</strong>, recognised in {summary.name}
        </p>
        <Button size="s" icon="close" look="quiet" onPress={props.onClose}>
          Close this data
        </Button>
      </div>
      <dl className={css.facts}>
        {summary.facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
      {samples.length > 0 ? (
        <ul className={css.samples} aria-label="Some of its pictures, true objects outlined">
          {samples.map((sample) => (
            <li key={sample.id}>
              <Thumb sample={sample} outline />
              <span>
                {sample.name}, {sample.objects} {sample.objects === 1 ? 'object' : 'objects'}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <Problems sentences={summary.problems} count={summary.problemCount} />
      <PartChoice summary={summary} split={split} onSplit={setSplit} onAnnotations={onAnnotations} />
      {summary.ready.length > 0 ? (
        <DatasetRun key={summary.name} card={card} lab={lab} dataset={dataset} split={split} />
      ) : null}
      {summary.scores.length > 0 ? <PredictionPanel card={card} lab={lab} dataset={dataset} split={split} /> : null}
    </>
  );
}

export function DatasetPanel({ card, lab }: { readonly card: Card; readonly lab: Lab }): JSX.Element | null {
  const app = useServices();
  const [phase, setPhase] = useState<Phase>(() => {
    const held = heldFor(app, card.id);
    return held
      ? { name: 'open', dataset: held.dataset, samples: held.samples, source: null }
      : { name: 'empty', failed: null };
  });
  const [over, setOver] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const openLab = lab.open;
  if (!openLab) return null;

  const open = async (source: DatasetSource | null, annotations?: string): Promise<void> => {
    if (!source) return;
    stop.current?.abort();
    letGo(app);
    const controller = new AbortController();
    stop.current = controller;
    setPhase({ name: 'opening', what: nameOf(source) });
    try {
      const dataset = await openLab(source, card.reader, controller.signal, annotations);
      if (controller.signal.aborted) {
        dataset.close();
        return;
      }
      const samples = await dataset.sample(spread(dataset.summary.ready), SIDE);
      hold(app, card.id, dataset, samples);
      setPhase({ name: 'open', dataset, samples, source });
      announce(`${dataset.summary.title}: ${dataset.summary.ready.length} pictures ready`);
    } catch (thrown) {
      if (isAborted(thrown)) {
        setPhase((now) => (now.name === 'opening' ? { name: 'empty', failed: null } : now));
        return;
      }
      const reason = SegError.from(thrown).message;
      setPhase({ name: 'empty', failed: reason });
      announce(`Not opened: ${reason}`);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    void lab.dropped?.(event.dataTransfer).then((source) => open(source));
  };
  const close = (): void => {
    letGo(app);
    setPhase({ name: 'empty', failed: null });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a target for dropping; the buttons do the same by keyboard
    <div
      className={labCss.panel}
      data-testid="dataset-panel"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget))
          setOver(false);
      }}
      onDrop={drop}
    >
      <h3>On your own copy of the data</h3>
      {phase.name === 'open' ? (
        <Opened
          key={phase.dataset.summary.facts.map((f) => f.value).join()}
          lab={lab}
          card={card}
          dataset={phase.dataset}
          samples={phase.samples}
          onClose={close}
          onAnnotations={phase.source && ((file) => void open(phase.source, file))}
        />
      ) : (
        <>
          <p className={labCss.quiet}>
            Drop the folder here, or a ZIP or TAR of it: {card.name} as it is published, another of the known datasets,
            or any folder of pictures and masks. It is read piece by piece in this tab and goes nowhere.
          </p>
          <div className={labCss.actions}>
            <Button
              icon="open"
              isDisabled={phase.name === 'opening'}
              onPress={() => void chooseFolderSource(lab).then((source) => open(source))}
            >
              Choose a folder
            </Button>
            <Button
              icon="open"
              isDisabled={phase.name === 'opening'}
              onPress={() => void chooseFiles('.zip,.tar,.json').then((files) => open(lab.chosen?.(files) ?? null))}
            >
              Choose a ZIP or TAR
            </Button>
            {phase.name === 'opening' ? (
              <Button look="quiet" onPress={() => stop.current?.abort()}>
                Stop
              </Button>
            ) : null}
            <span className={labCss.quiet} role="status">
              {phase.name === 'opening' ? `Looking through ${phase.what}…` : null}
            </span>
          </div>
          {phase.name === 'opening' ? <ProgressBar label="Opening the dataset" share={null} /> : null}
          {phase.name === 'empty' && phase.failed !== null ? <p role="alert">{phase.failed}</p> : null}
        </>
      )}
    </div>
  );
}
