/** Things done to every open picture: cut out the subject of each, find everything, export the objects of all as one ZIP. */
import { type JSX, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { BatchRun } from '../../../state/pictures/batch-types.ts';
import { useServices } from '../../app-context.tsx';
import { formatBytes } from '../../format.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { Slider } from '../../kit/Slider.tsx';
import { ExportOptions } from '../ExportOptions.tsx';
import { missingChoice } from '../export-choices.ts';
import { batchPlan } from '../make-export.ts';
import { useExportChoices } from '../use-export-choices.ts';
import css from './BatchDialog.module.css';
import { runningNow } from './running-now.ts';
import { SubjectReview } from './SubjectReview.tsx';

function Progress({ run, verb }: { readonly run: BatchRun; readonly verb: string }): JSX.Element | null {
  const app = useServices();
  if (run.total === 0) return null;
  return (
    <div className={css.progress} data-testid={`batch-${verb}`} data-running={run.running} data-done={run.done}>
      {run.running ? (
        <>
          <ProgressBar label={verb} share={run.done / run.total} />
          <Button size="s" onPress={() => app.batch.cancel()}>
            Stop
          </Button>
        </>
      ) : null}
      <p role="status">
        {run.done} of {run.total} pictures{run.running && run.current ? `: ${run.current}` : ' done'}
      </p>
      {run.failed.length > 0 ? (
        <ul className={css.failed}>
          {run.failed.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function EverythingInAll(): JSX.Element {
  const app = useServices();
  const run = useStore(app.batch.api, (s) => s.everything);
  const busy = useStore(app.batch.api, (s) => runningNow(s) !== null);
  const count = useStore(app.strip.api, (s) => s.items.length);
  const [points, setPoints] = useState(16);
  const begun = run.done > 0 && run.done < count;
  const finished = run.total > 0 && run.done >= count;
  return (
    <section className={css.section} aria-labelledby="batch-find">
      <h3 id="batch-find">Find everything in every picture</h3>
      <p className={css.fine}>
        Goes through the open pictures one after the other. Stop when you like: what was found stays, and pictures
        already through are left out when you go on.
      </p>
      <Slider
        label="Points per side"
        value={points}
        min={4}
        max={32}
        step={4}
        format={(v) => `${v} × ${v}`}
        onChange={setPoints}
        isDisabled={busy}
      />
      <div className={css.actions}>
        <Button
          look="primary"
          icon="sparkle"
          isDisabled={busy || finished}
          onPress={() =>
            void app.batch.everything({
              pointsPerSide: points,
              predIouThresh: 0.2,
              stabilityScoreThresh: 0.4,
              boxNmsThresh: 0.7,
              minMaskRegionArea: 20,
            })
          }
        >
          {begun ? 'Go on' : 'Find in all'}
        </Button>
        {begun || finished ? (
          <Button look="quiet" isDisabled={busy} onPress={() => app.batch.startOver('everything')}>
            Start over
          </Button>
        ) : null}
      </div>
      <Progress run={run} verb="find" />
    </section>
  );
}

function SubjectInAll(): JSX.Element {
  const app = useServices();
  const run = useStore(app.batch.api, (s) => s.subject);
  const through = useStore(app.batch.api, (s) => s.subjects.length);
  const busy = useStore(app.batch.api, (s) => runningNow(s) !== null);
  const count = useStore(app.strip.api, (s) => s.items.length);
  const finished = through >= count;
  return (
    <section className={css.section} aria-labelledby="batch-subject">
      <h3 id="batch-subject">Cut out the subject of every picture</h3>
      <p className={css.fine}>
        Pictures that have objects already are left as they are. Look at the results below, then save all as one ZIP.
      </p>
      <div className={css.actions}>
        <Button look="primary" icon="scissors" isDisabled={busy || finished} onPress={() => void app.batch.subject()}>
          {through > 0 && !finished ? 'Go on' : 'Cut out all'}
        </Button>
        {through > 0 ? (
          <Button look="quiet" isDisabled={busy} onPress={() => app.batch.startOver('subject')}>
            Start over
          </Button>
        ) : null}
      </div>
      <Progress run={run} verb="subject" />
      <SubjectReview />
    </section>
  );
}

function ExportAll(): JSX.Element {
  const app = useServices();
  const run = useStore(app.batch.api, (s) => s.export);
  const made = useStore(app.batch.api, (s) => s.made);
  const busy = useStore(app.batch.api, (s) => runningNow(s) !== null);
  const withObjects = useStore(app.strip.api, (s) => s.items.filter((i) => i.objects > 0).length);
  const [choices, setChoices] = useExportChoices();
  const [madeFor, setMadeFor] = useState<typeof choices | null>(null);
  const plan = useMemo(() => batchPlan(app.deps.exporter, choices), [app, choices]);
  const ready = made !== null && madeFor === choices && !run.running;
  const missing = missingChoice(choices);
  const partly = !run.running && run.done > 0 && run.done < run.total && !ready;
  return (
    <section className={css.section} aria-labelledby="batch-export">
      <h3 id="batch-export">Export all as one ZIP</h3>
      <ExportOptions choices={choices} vertices={null} onChange={(part) => setChoices({ ...choices, ...part })} />
      <div className={css.actions}>
        <Button
          look={ready ? 'plain' : 'primary'}
          icon="layers"
          isDisabled={busy || withObjects === 0 || missing !== null}
          onPress={() => {
            setMadeFor(choices);
            void app.batch.export(plan);
          }}
        >
          {partly
            ? 'Go on'
            : withObjects === 1
              ? 'Make the files of 1 picture'
              : `Make the files of ${withObjects} pictures`}
        </Button>
        {ready ? (
          <Button
            look="primary"
            icon="download"
            onPress={() => {
              app.deps.exporter.save(made.blob, 'pictures.zip');
              app.leaving.saved('all');
            }}
          >
            {`Save pictures.zip (${formatBytes(made.blob.size)})`}
          </Button>
        ) : null}
      </div>
      {missing ? <p className={css.fine}>{missing}.</p> : null}
      {withObjects === 0 ? <p className={css.fine}>No picture has objects yet.</p> : null}
      <Progress run={run} verb="export" />
    </section>
  );
}

export function BatchDialog(): JSX.Element {
  const app = useServices();
  return (
    <Dialog title="All pictures" size="m" isOpen onClose={() => app.store.set({ overlay: 'none' })}>
      <div className={css.body}>
        <SubjectInAll />
        <ExportAll />
        <EverythingInAll />
      </div>
    </Dialog>
  );
}
