/** The course of a run on screen: what is shown, and the verbs of its buttons. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Lab, RunRecord } from '../../../contract/benchmark.ts';
import type { LabDataset } from '../../../contract/dataset-lab.ts';
import { isAborted, SegError } from '../../../contract/errors.ts';
import { type DatasetRunOptions, parseRunState, type RunState } from '../../../contract/run-state.ts';
import { misfit, secondsLeft } from '../../../state/benchmark/lab-choices.ts';
import { type ComparedModel, type ModelRunsProgress, modelRuns } from '../../../state/benchmark/model-runs.ts';
import { useServices } from '../../app-context.tsx';
import { announce } from '../../kit/announce.ts';
import { heldFor } from './held.ts';
import { PauseGate } from './pause-gate.ts';

export interface SeenRun {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly leftSeconds: number | null;
}

export interface DatasetRunControl {
  readonly running: boolean;
  readonly paused: boolean;
  readonly seen: SeenRun | null;
  readonly records: readonly RunRecord[];
  readonly failed: readonly string[];
  /** A run that was cut off and can be gone on with. */
  readonly unfinished: RunState | null;
  start(options: DatasetRunOptions, others: readonly ComparedModel[], keep: boolean): Promise<void>;
  goOn(keep: boolean): Promise<void>;
  togglePause(): void;
  stop(): void;
  /** Looks for a state that was kept in this browser. */
  look(): void;
  /** Drops the unfinished run, also from this browser's storage. */
  forget(): void;
  saveState(): Promise<void>;
  readState(file: File): Promise<void>;
  /** @returns true when the file could be used */
  takeDetections(file: File): Promise<boolean>;
}

/** The screen follows at most this often, milliseconds. */
const SHOW_EVERY = 300;
/** A kept run is written at most this often while it goes on, milliseconds. */
const KEEP_EVERY = 5000;

interface Going {
  readonly stop: AbortController;
  readonly gate: PauseGate;
  state: (() => Promise<RunState>) | null;
}

export function useDatasetRun(lab: Lab, dataset: LabDataset, card: string): DatasetRunControl {
  const app = useServices();
  const before = heldFor(app, card);
  const [running, setRunning] = useState(false);
  const [paused, setPaused] = useState(false);
  const [seen, setSeen] = useState<SeenRun | null>(null);
  const [records, setRecords] = useState<readonly RunRecord[]>(before?.records ?? []);
  const [failed, setFailed] = useState<readonly string[]>([]);
  const [unfinished, setUnfinished] = useState<RunState | null>(before?.unfinished ?? null);
  const going = useRef<Going | null>(null);
  useEffect(() => () => going.current?.stop.abort(), []);

  useEffect(() => {
    const held = heldFor(app, card);
    if (!held) return;
    held.records = records;
    held.unfinished = unfinished;
  }, [app, card, records, unfinished]);

  const accept = useCallback(
    (json: unknown, loud: boolean): void => {
      const parsed = parseRunState(json);
      const manifest = app.engine()?.manifest;
      if (!parsed || !manifest) {
        if (loud) setFailed([parsed ? 'Load a model first.' : 'That file is not the state of a run.']);
        return;
      }
      const reason = misfit(parsed, dataset.summary, manifest);
      if (reason === null) {
        setUnfinished(parsed);
        setFailed([]);
      } else if (loud) setFailed([reason]);
    },
    [app, dataset],
  );
  const look = useCallback((): void => {
    lab.kept?.load().then(
      (json) => json !== null && accept(json, false),
      () => undefined, // nothing kept is no fault
    );
  }, [lab, accept]);

  const run = async (
    options: DatasetRunOptions,
    others: readonly ComparedModel[],
    keep: boolean,
    from: RunState | null,
  ): Promise<void> => {
    const engine = app.engine();
    const { toBitmap } = lab;
    if (!engine || !toBitmap) return;
    const now: Going = { stop: new AbortController(), gate: new PauseGate(), state: null };
    going.current = now;
    const { signal } = now.stop;
    setFailed([]);
    setSeen(null);
    setRecords([]);
    setUnfinished(null);
    setPaused(false);
    setRunning(true);
    announce('The run has started');
    const own: ComparedModel = {
      id: engine.manifest.id,
      name: engine.manifest.name,
      open: async () => ({ engine, close: () => undefined }),
    };
    const compared = [own, ...others];
    const live = new Map<number, RunRecord>();
    let model = -1;
    let began = 0;
    let doneBefore = 0;
    let shown = 0;
    let saved = Number.NEGATIVE_INFINITY;
    const report = (progress: ModelRunsProgress): void => {
      live.set(progress.model, progress.record);
      if (progress.model !== model) {
        model = progress.model;
        began = performance.now() - now.gate.waitedMs;
        doneBefore = progress.done;
        now.gate.waitedMs = 0;
      }
      const time = performance.now();
      if (time - shown < SHOW_EVERY && progress.done < progress.total) return;
      shown = time;
      const { done, total } = progress;
      const leftSeconds = secondsLeft(time - began - now.gate.waitedMs, done - doneBefore, total - done);
      setSeen({ name: compared[model]?.name ?? '', done, total, leftSeconds });
      setRecords([...live.values()]);
    };
    const keepState = async (state: RunState): Promise<void> => {
      if (!keep || !lab.kept) return;
      await lab.kept.save(state).catch((thrown: unknown) => {
        const said = `The state of the run is not kept: ${SegError.from(thrown).message}`;
        setFailed((before) => (before.includes(said) ? before : [...before, said]));
      });
    };
    const checkpoint = async (state: () => Promise<RunState>): Promise<void> => {
      now.state = state;
      if (!keep || performance.now() - saved < KEEP_EVERY) return;
      saved = performance.now();
      await keepState(await state());
    };
    try {
      const all = await modelRuns(
        compared,
        dataset,
        options,
        signal,
        {
          device: lab.device(),
          gate: () => now.gate.pass(signal),
          toBitmap,
          checkpoint,
          report,
          failed: (compared, reason) =>
            setFailed((before) => [...before, `${compared.name} did not finish: ${reason}`]),
        },
        from,
      );
      setRecords(all.length > 0 ? all : [...live.values()]);
      if (keep) await lab.kept?.clear().catch(() => undefined);
      announce('The run is done');
    } catch (thrown) {
      if (!isAborted(thrown)) setFailed([`The run ended early: ${SegError.from(thrown).message}`]);
      setRecords([...live.values()]);
      if (now.state && !dataset.closed()) {
        const state = await now.state().catch(() => null);
        const held = heldFor(app, card);
        // the person may be elsewhere by now
        if (held) held.unfinished = state;
        // what is offered now shall also be there after a reload
        if (state) await keepState(state);
        setUnfinished(state);
      }
      announce('Stopped. What was measured so far stays.');
    } finally {
      going.current = null;
      setRunning(false);
      setPaused(false);
    }
  };

  return {
    running,
    paused,
    seen,
    records,
    failed,
    unfinished,
    start: (options, others, keep) => run(options, others, keep, null),
    goOn: async (keep) => {
      if (unfinished) await run(unfinished.options, [], keep, unfinished);
    },
    togglePause() {
      if (!going.current) return;
      if (paused) going.current.gate.open();
      else going.current.gate.close();
      setPaused(!paused);
    },
    stop: () => going.current?.stop.abort(),
    look,
    forget() {
      setUnfinished(null);
      void lab.kept?.clear().catch(() => undefined); // nothing was kept
    },
    async saveState() {
      const state = unfinished ?? (await going.current?.state?.());
      if (state) lab.save(new Blob([JSON.stringify(state)], { type: 'application/json' }), 'run-state.json');
    },
    async readState(file) {
      try {
        accept(JSON.parse(await file.text()), true);
      } catch {
        setFailed([`${file.name} is not the state of a run.`]);
      }
    },
    async takeDetections(file) {
      try {
        const problems = await dataset.takeDetections(file);
        setFailed(problems.slice(0, 3));
        return true;
      } catch (thrown) {
        setFailed([SegError.from(thrown).message]);
        return false;
      }
    },
  };
}
